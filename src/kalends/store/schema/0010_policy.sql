-- What an object says itself about who may do what with it (records.ObjectPolicy), and what protocols keep beside a
-- calendar or the text of an object. What stood in JSON until now is read by a step: store/step_0010.py.
-- Ids in a list have a space between. properties: how many rows of the table property there are.

ALTER TABLE object ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));
ALTER TABLE object ADD COLUMN alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1));
ALTER TABLE object ADD COLUMN everyone INTEGER NOT NULL DEFAULT 0 CHECK (everyone IN (0, 1));
ALTER TABLE object ADD COLUMN role $text NOT NULL DEFAULT 'edit' CHECK (role IN ('edit', 'mark', 'read'));
ALTER TABLE object ADD COLUMN progress INTEGER NOT NULL DEFAULT 1 CHECK (progress BETWEEN 0 AND 4);
ALTER TABLE object ADD COLUMN participants $text NOT NULL DEFAULT '';
ALTER TABLE object ADD COLUMN editors $text NOT NULL DEFAULT '';
ALTER TABLE object ADD COLUMN departed $text NOT NULL DEFAULT '';
ALTER TABLE object ADD COLUMN properties INTEGER NOT NULL DEFAULT 0;

ALTER TABLE former_version ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));
ALTER TABLE former_version ADD COLUMN alone INTEGER NOT NULL DEFAULT 0 CHECK (alone IN (0, 1));
ALTER TABLE former_version ADD COLUMN everyone INTEGER NOT NULL DEFAULT 0 CHECK (everyone IN (0, 1));
ALTER TABLE former_version ADD COLUMN role $text NOT NULL DEFAULT 'edit' CHECK (role IN ('edit', 'mark', 'read'));
ALTER TABLE former_version ADD COLUMN progress INTEGER NOT NULL DEFAULT 1 CHECK (progress BETWEEN 0 AND 4);
ALTER TABLE former_version ADD COLUMN participants $text NOT NULL DEFAULT '';
ALTER TABLE former_version ADD COLUMN editors $text NOT NULL DEFAULT '';
ALTER TABLE former_version ADD COLUMN departed $text NOT NULL DEFAULT '';
ALTER TABLE former_version ADD COLUMN properties INTEGER NOT NULL DEFAULT 0;

ALTER TABLE calendar ADD COLUMN properties INTEGER NOT NULL DEFAULT 0;

-- Of a calendar itself: object_id 0.
CREATE TABLE property (
    owner_id    INTEGER NOT NULL,
    calendar_id INTEGER NOT NULL,
    object_id   INTEGER NOT NULL,
    namespace   $text NOT NULL,
    name        $text NOT NULL,
    value       $text NOT NULL,
    PRIMARY KEY (owner_id, calendar_id, object_id, namespace, name),
    FOREIGN KEY (calendar_id, owner_id) REFERENCES calendar (id, owner_id) ON DELETE CASCADE
);

CREATE TABLE former_property (
    owner_id  INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    namespace $text NOT NULL,
    name      $text NOT NULL,
    value     $text NOT NULL,
    PRIMARY KEY (owner_id, object_id, version, namespace, name),
    FOREIGN KEY (object_id, version, owner_id) REFERENCES former_version (object_id, version, owner_id)
        ON DELETE CASCADE
);
