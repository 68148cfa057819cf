DROP TABLE stipend_standards;
