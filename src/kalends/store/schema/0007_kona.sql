-- Objects that are closed to those who have their calendar: their terms (service/access/terms.py) begin so.

CREATE INDEX object_closed ON object (owner_id, calendar_id, id) WHERE substr(kona, 1, 10) = '{"closed":';

-- What begins in a window, in the order of its beginning.

CREATE INDEX object_start ON object (calendar_id, kind, first, id);
