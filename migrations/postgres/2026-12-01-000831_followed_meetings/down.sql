DROP TRIGGER meetings_note_insertions ON meetings;
