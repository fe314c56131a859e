//! Why nothing could be read: what was wrong with the place, the answer, or its size.

/// Every way in which a read fails. No variant holds a secret, a query or the parameters of an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// No connection, or it broke.
    #[error("{place} does not answer ({detail}): check the address, the network and that the service runs")]
    Unreachable {
        /// Host and port, without user or parameters.
        place: String,
        /// The system's own words.
        detail: String,
    },
    /// User, password or token refused.
    #[error("{place} refuses this user or secret: check the user's name, its rights and the secret")]
    Denied {
        /// Host and port.
        place: String,
    },
    /// A source that needs a secret, and none given.
    #[error("the source sends a bearer token and none is kept: give the secret beside the source")]
    SecretMissing,
    /// A token that cannot stand in a header.
    #[error("the bearer token holds characters that cannot be sent: give it in ASCII without spaces")]
    SecretUnfit,
    /// A token would go over the network in the clear.
    #[error("a bearer token would be sent unencrypted to {host}: use an https:// address")]
    SecretInClear {
        /// Host.
        host: String,
    },
    /// The file of trusted authorities.
    #[error("the trusted certificates cannot be read from {path} ({detail}): name a PEM file of authorities")]
    Authorities {
        /// The file.
        path: String,
        /// What is wrong.
        detail: String,
    },
    /// The database's own refusal of the query.
    #[error("the database refuses the query ({detail}): correct the query, try it in the database's own console")]
    Query {
        /// The database's words.
        detail: String,
    },
    /// Something else than one `SELECT`.
    #[error("the query is not a single read: write one SELECT statement that changes nothing")]
    NotARead,
    /// The time limit.
    #[error("the source took more than {seconds} s: ask for fewer rows, or give the query an index")]
    TooSlow {
        /// The limit.
        seconds: u32,
    },
    /// Too many rows.
    #[error("the source gives more than {limit} rows: summarise or filter in the query or the file")]
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// Too many columns.
    #[error("the source gives more than {limit} columns: choose the needed ones in the query or the file")]
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// Too many bytes.
    #[error("the source gives more than {limit} bytes: summarise or filter in the query or the file")]
    TooManyBytes {
        /// The limit.
        limit: usize,
    },
    /// A text longer than a cell may be.
    #[error("row {row}, column `{column}` has more than {limit} characters: shorten it or leave the column out")]
    CellTooLong {
        /// Its number in the source; 0 for the headings.
        row: usize,
        /// Column.
        column: String,
        /// The limit.
        limit: usize,
    },
    /// Bytes where a text is expected.
    #[error("row {row}, column `{column}` holds binary data: leave the column out or convert it to text")]
    Binary {
        /// Its number in the source.
        row: usize,
        /// Column.
        column: String,
    },
    /// Nothing that could be a table.
    #[error("the source gives no columns: check the query, or that the headings are there")]
    NoColumns,
    /// Two columns of one name.
    #[error("the column `{name}` stands twice: rename one of them")]
    ColumnTwice {
        /// The name.
        name: String,
    },
    /// More cells than headings.
    #[error("row {row} has more cells than the {columns} headings: add the headings or remove the cells")]
    WideRow {
        /// Its number in the source.
        row: usize,
        /// Headings.
        columns: usize,
    },
    /// A heading row with nothing in it.
    #[error("row {row} holds no headings: give the row of the headings, counted from 1")]
    NoHeader {
        /// The row asked for.
        row: u32,
    },
    /// A file or folder that cannot be read.
    #[error("{place} cannot be read ({detail}): check the path and the permissions of the service's user")]
    Unreadable {
        /// The path.
        place: String,
        /// The system's own words.
        detail: String,
    },
    /// No file fits.
    #[error("no file in {folder} fits `{pattern}`: check the pattern, and that the file has arrived")]
    NothingFits {
        /// The folder.
        folder: String,
        /// The pattern.
        pattern: String,
    },
    /// More entries than are looked at.
    #[error("{folder} holds more than {limit} entries: move old files elsewhere")]
    CrowdedFolder {
        /// The folder.
        folder: String,
        /// The limit.
        limit: usize,
    },
    /// A link out of the folder, or no regular file.
    #[error("`{name}` is not a file of that folder: put the file itself there, not a link to elsewhere")]
    NotOfFolder {
        /// The name.
        name: String,
    },
    /// A form of file that is not read.
    #[error("`{name}` is not a form that is read: save it as .csv, .tsv, .xlsx or .ods")]
    FileKind {
        /// The name.
        name: String,
    },
    /// Not UTF-8.
    #[error("line {line} is not UTF-8 text: save the file as CSV UTF-8")]
    Encoding {
        /// The line.
        line: usize,
    },
    /// CSV that cannot be taken apart.
    #[error("line {line} is not well-formed CSV: export the file again")]
    Csv {
        /// The line.
        line: usize,
    },
    /// A workbook that cannot be opened.
    #[error("the file is not a readable workbook ({detail}): save it again from the spreadsheet program")]
    Workbook {
        /// What is wrong.
        detail: String,
    },
    /// A workbook that unpacks to more than is allowed.
    #[error("the workbook unpacks to more than {limit} bytes: split it")]
    Unpacked {
        /// The limit.
        limit: u64,
    },
    /// No such sheet.
    #[error("there is no sheet `{name}` (there are {there}): correct the sheet's name")]
    NoSheet {
        /// The name asked for.
        name: String,
        /// Those there are.
        there: String,
    },
    /// An answer other than 200.
    #[error("{place} answers with status {status}: check the address and the rights of the token")]
    Status {
        /// Host and path.
        place: String,
        /// HTTP status.
        status: u16,
    },
    /// A redirect that is not followed.
    #[error("{place} sends on to {target}: write the final address into the source if it is trusted")]
    Redirect {
        /// Host and path.
        place: String,
        /// Where to, without parameters.
        target: String,
    },
    /// A body in an encoding that was not asked for.
    #[error("{place} answers in the encoding `{encoding}`: let it answer without compression")]
    ContentEncoding {
        /// Host and path.
        place: String,
        /// The encoding.
        encoding: String,
    },
    /// A body that is not JSON.
    #[error("the answer is not JSON that can be read ({detail}): check the address")]
    Json {
        /// The parser's own words.
        detail: String,
    },
    /// The pointer leads nowhere.
    #[error("there is nothing at `{pointer}` in the answer: correct the JSON pointer of the rows")]
    NothingThere {
        /// The pointer.
        pointer: String,
    },
    /// The pointer leads to something else.
    #[error("what stands at `{pointer}` is no array of objects: point to the array that holds the rows")]
    NotRows {
        /// The pointer.
        pointer: String,
    },
    /// An element that is no object, or one nested too deep or with a name twice.
    #[error("element {row} is not a plain object ({detail}): let each element be an object of named values")]
    NotAnObject {
        /// Its number, from 1.
        row: usize,
        /// What is wrong.
        detail: &'static str,
    },
}
