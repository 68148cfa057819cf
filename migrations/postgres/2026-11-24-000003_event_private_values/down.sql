DROP TABLE event_private_values;
