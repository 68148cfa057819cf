DROP TRIGGER documents_note_insertions ON documents;
