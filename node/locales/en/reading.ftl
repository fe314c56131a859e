# Words of reading documents: search in their text, pictures of pages, what a file is

reading-search-hint = File name, or words in the text, at least two letters
reading-hits = Found in the text
reading-hits-none = Not found in the text of documents that were read
reading-hits-more = There are more pages: add a word to narrow the search
reading-page = Page { $n }
reading-state = Text
reading-waiting = Waiting to be read
reading-done = Read, { $n ->
    [one] 1 page
   *[other] { $n } pages
}
reading-done-cut = Read, { $n } pages, parts too long were left out
reading-failed = The text cannot be read
reading-mismatch = Content differs from its extension
reading-macros = Has macros or scripts
reading-encrypted = Has a password
reading-pages = What the document says
reading-page-of = Page { $n } of { $all }
reading-picture = Picture of page { $n } of { $name }; its text stands below
reading-text = Text of this page
reading-silent = This page has no text that could be read: look at the picture, or download the document
reading-cut = The text is longer than is shown: download the document to read all of it
reading-previous = Previous page
reading-next = Next page
reading-go = Go to page
reading-highlight = Highlight
reading-go-act = Show
