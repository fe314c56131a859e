# Words of the library of evidence and of sending files

documents-tab = Evidence
documents-title = Library of evidence
documents-lead = Every document this agency has filed as evidence. One document can support many indicators.
documents-list = Documents
documents-document = Document
documents-supports = Supports
documents-supports-none = Not used yet
documents-seen = Who may open it
documents-filed = Filed
documents-bytes = File
documents-search = Search documents
documents-search-hint = Part of the file name
documents-search-act = Search documents
documents-show-all = Show all documents
documents-use-all = All
documents-use-used = In use
documents-use-unused = Not used yet
documents-use-missing = File not whole
documents-use = Indicator { $number } · { $months } months { $year }
documents-none = The library has no documents yet
documents-none-note = Please add the first file, then choose it in the record form.
documents-none-wait = Documents appear here once a data keeper adds them. There is nothing you need to do.
documents-none-found = No document matches
documents-none-found-note = Please try a shorter word, or show all documents.

documents-seen-public = Anybody may open it, the public included
documents-seen-central = This agency and the centre may open it from filing on, before the CIO attests
documents-seen-named = This agency, the centre and { $names } may open it from filing on
documents-seen-internal = Only people of this agency; the centre cannot open it
documents-bytes-whole = Whole
documents-bytes-missing = File not found
documents-bytes-differs = Size differs from the original

## Sending files
documents-add = Add documents
documents-add-version = Add a new version of this document
documents-audience = Who may open new files
documents-choose-central = Centre: this agency and the centre may open it from filing on, before the CIO attests
documents-choose-internal = Internal: only people of this agency; the centre cannot open it
documents-choose-public = Public: anybody may open it, the public included
documents-file = Choose files
documents-file-hint = Word, Excel, PowerPoint, PDF or pictures; several at once
documents-file-needed = Please choose at least one file.
documents-drop = Or drop files here. They are sent at once and go on after a cut line.
documents-camera = Photograph a document
documents-send = Send files
documents-waiting = Files not sent to their end
documents-waiting-note = Choose the same file again to go on where it stopped.
documents-waiting-said = { $here } of { $size } are here; it can go on until { $until }
documents-done = { $n } new documents are filed
documents-done-known = { $n } were in the library already; those documents are used
documents-done-version = Filed as the new version; the earlier one stays
documents-js-waiting = Waiting
documents-js-sending = Sending, { "{n}" }%
documents-js-paused = Paused at { "{n}" }%
documents-js-cut = The line is cut; it will go on by itself. { "{n}" }% sent
documents-js-done = Filed
documents-js-known = In the library already; the document { "{name}" } is used
documents-js-failed = Sending failed. Please try again.
documents-js-pause = Pause
documents-js-resume = Go on
documents-js-again = Try again
documents-js-discard = Discard this file
documents-js-unfinished = Files are still being sent: please wait for them or pause them before saving
documents-js-open = Open the document's page

## One document
documents-open = Download the document
documents-figures = Figures this document supports
documents-figures-none = No indicator uses this document yet. Please choose it in the record form.
documents-figures-note = Add or remove it in the record form of that indicator.
documents-change = Change in the record form
documents-facts = Facts
documents-kind = Kind
documents-size = Size
documents-digest = Fingerprint
documents-digest-note = SHA-256 of the file; check it yourself with sha256sum
documents-filings = Filed
documents-record = See it in the journal
documents-versions = Versions
documents-this-version = This version
documents-other-version = Another version
documents-newer = There is a newer version
documents-newer-note = Figures that name this version go on naming it until their record is changed.
documents-missing = The file of this document is not whole
documents-missing-note = Please ask the administrator to restore it from a backup, or send the same file again.

## Evidence in the record form
documents-kept-note = Several pages may be given, such as page 4, 12.
documents-library = Documents in the library
documents-library-hint = One document can serve several indicators and pages.
documents-library-none = None
documents-library-find = Search the library
documents-library-find-act = Search the library
documents-library-cut = The { $n } newest are shown; please search for others.
documents-attach-act = Attach evidence
