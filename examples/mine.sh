#!/bin/sh
# A method of your own for a study, in shell and awk: a class is as probable as it is frequent in the
# training examples, and its own name in the text makes it ten times as probable.
#
#     [methods.by-name]
#     kind = "command"
#     run = "sh mine.sh {train} {test} {out}"
#
# {train} is CSV with id, text, label; {test} has id, text; write {out} with id and a column a class.
set -eu
train=$1 test=$2 out=$3

# Reads CSV records with quotes, doubled quotes and line breaks inside quotes; cells in cell[1..n].
awk -v train="$train" -v test="$test" '
function quotes(s) { return gsub(/"/, "\"", s) }
function next_record(file,    line, more) {
    if ((getline line < file) <= 0) return 0
    while (quotes(line) % 2 == 1 && (getline more < file) > 0) line = line "\n" more
    sub(/\r$/, "", line)
    return split_cells(line)
}
function split_cells(line,    n, i, c, inside, text) {
    n = 1; text = ""; inside = 0
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (inside && c == "\"" && substr(line, i + 1, 1) == "\"") { text = text c; i++ }
        else if (c == "\"") inside = !inside
        else if (c == "," && !inside) { cell[n++] = text; text = "" }
        else text = text c
    }
    cell[n] = text
    return n
}
function quoted(s) { gsub(/"/, "\"\"", s); return "\"" s "\"" }
BEGIN {
    next_record(train)
    while (next_record(train)) if (count[cell[3]]++ == 0) name[++n_classes] = cell[3]
    head = "id"
    for (k = 1; k <= n_classes; k++) head = head "," quoted(name[k])
    print head
    next_record(test)
    while (next_record(test)) {
        total = 0; low = tolower(cell[2])
        for (k = 1; k <= n_classes; k++) {
            weight[k] = count[name[k]] * (index(low, tolower(name[k])) ? 10 : 1)
            total += weight[k]
        }
        row = quoted(cell[1])
        for (k = 1; k <= n_classes; k++) row = row sprintf(",%.6f", weight[k] / total)
        print row
    }
}' > "$out"
