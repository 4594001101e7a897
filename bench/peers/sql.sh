# For SQLite and PostgreSQL, which share this SQL. Whoever takes it says beforehand, by `each COLUMN`, how the database
# walks a JSON array, and by $length how it counts one.

names="sections students teachers absent_sections absent_students absent_teachers terms courses
live_classes live_students live_teachers applied_classes applied_students applied_teachers"

records() {
  find "$1" -name '*.json' ! -name absent.json -exec cat {} + | sed -n 's/,$//; /^{/p'
}

# lines SNAPSHOT APPLIED LIVE FOLDER: for each of $names a file with one record a line.
lines() {
  for kind in sections students teachers; do
    records "$1/$kind" >"$4/$kind"
    sed -n 's/,$//; /^{/p' "$1/$kind/absent.json" >"$4/absent_$kind"
  done
  for kind in terms courses; do records "$1/$kind.json" >"$4/$kind"; done
  for kind in classes students teachers; do
    records "$2/$kind" >"$4/applied_$kind"
    records "$3/$kind" >"$4/live_$kind"
  done
}

# tables AS_OF: out of tables of $names, each with a column `json`, those that are compared.
tables() {
  for state in live applied; do
    cat <<SQL
CREATE TEMP TABLE ${state}_class AS SELECT json->>'id' AS id, json->'archived' AS archived, json->>'name' AS name,
  json->>'term' AS term, json->>'subject' AS subject, json->>'grade' AS grade, json->>'school' AS school,
  json->'teachers' AS teachers, json->'students' AS students FROM ${state}_classes;

CREATE TEMP TABLE ${state}_student AS SELECT json->>'id' AS id, json->'archived' AS archived,
  json->>'first_name' AS first_name, json->>'last_initial' AS last_initial, json->>'grade' AS grade,
  json->>'school' AS school FROM ${state}_students;

CREATE TEMP TABLE ${state}_teacher AS SELECT json->>'id' AS id, json->'archived' AS archived,
  json->>'first_name' AS first_name, json->>'last_name' AS last_name, json->>'email' AS email,
  json->>'school' AS school FROM ${state}_teachers;

SQL
  done
  cat <<SQL
CREATE TEMP TABLE want_class AS SELECT s.json->>'id' AS id,
  coalesce(s.json->>'name', c.json->>'name', 'Untitled class') AS name, t.json->>'name' AS term,
  s.json->>'subject' AS subject, s.json->>'grade' AS grade, s.json->>'school' AS school,
  s.json->'teachers' AS teachers, s.json->'students' AS students
  FROM sections s LEFT JOIN terms t ON t.json->>'id' = s.json->>'term_id'
  LEFT JOIN courses c ON c.json->>'id' = s.json->>'course'
  WHERE t.json->>'end_date' IS NULL OR t.json->>'end_date' >= '$(date -d "$1 - 14 days" +%F)';

SQL
  for state in want live applied; do
    cat <<SQL
CREATE TEMP TABLE ${state}_member AS
  SELECT ${state}_class.id AS class, value AS student FROM ${state}_class, $(each students);

SQL
  done
  cat <<SQL
CREATE TEMP TABLE want_student AS SELECT json->>'id' AS id, json->'name'->>'first' AS first_name,
  json->'name'->>'last_initial' AS last_initial, json->>'grade' AS grade, json->>'school' AS school
  FROM students WHERE json->>'id' IN (SELECT student FROM want_member);

CREATE TEMP TABLE want_teacher AS SELECT json->>'id' AS id, json->'name'->>'first' AS first_name,
  json->'name'->>'last' AS last_name, json->>'email' AS email, json->>'school' AS school
  FROM teachers WHERE json->>'id' IN (SELECT value FROM want_class, $(each teachers));

CREATE TEMP TABLE stays AS SELECT json->>'id' AS id FROM absent_sections WHERE $length(json->'missed') < 3
  UNION ALL SELECT json->>'id' FROM absent_students WHERE $length(json->'missed') < 3
  UNION ALL SELECT json->>'id' FROM absent_teachers WHERE $length(json->'missed') < 3
  UNION ALL SELECT json->>'id' FROM students UNION ALL SELECT json->>'id' FROM teachers;

SQL
}

# changed KIND CONDITION: objects that one side lacks, or that differ.
changed() {
  cat <<SQL
SELECT '$1', coalesce(w.id, l.id),
  CASE WHEN l.id IS NULL THEN 'create' WHEN w.id IS NULL THEN 'archive' ELSE 'update' END, NULL
  FROM want_$1 w FULL JOIN live_$1 l ON w.id = l.id LEFT JOIN applied_$1 a ON a.id = l.id
  WHERE l.id IS NULL OR (w.id IS NULL AND l.archived = 'false' AND l.id NOT IN (SELECT id FROM stays))
  OR (w.id IS NOT NULL AND ($2))
SQL
}

differs() {
  for field in "$@"; do printf 'w.%s IS DISTINCT FROM l.%s OR ' "$field" "$field"; done
}

# One query: the changes, in four columns.
changes() {
  changed class "$(differs term subject grade school teachers)
    (w.name IS DISTINCT FROM l.name AND (a.id IS NULL OR a.name IS NOT DISTINCT FROM l.name))"
  echo "UNION ALL"
  changed student "$(differs first_name last_initial grade) w.school IS DISTINCT FROM l.school"
  echo "UNION ALL"
  changed teacher "$(differs first_name last_name email) w.school IS DISTINCT FROM l.school"
  cat <<SQL
UNION ALL SELECT 'class', class, 'joined', student FROM
  (SELECT * FROM want_member EXCEPT SELECT * FROM live_member) AS joined
UNION ALL SELECT 'class', class, 'left', student FROM
  (SELECT * FROM live_member INTERSECT SELECT * FROM applied_member EXCEPT SELECT * FROM want_member) AS gone
  WHERE class IN (SELECT id FROM want_class)
SQL
}
