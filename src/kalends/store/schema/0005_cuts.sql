-- Where a text is folded inside a character: core/ics/cuts.py. Empty for nearly all. And what finds old removals.

ALTER TABLE object ADD COLUMN cuts $text NOT NULL DEFAULT '';
ALTER TABLE former_version ADD COLUMN cuts $text NOT NULL DEFAULT '';

CREATE INDEX removal_at ON removal (at);
