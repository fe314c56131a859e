# Words of the people pages of an agency's node.

people-tab = People
people-title = People
people-lead = Who can sign in at this agency, and in which roles.
people-token = The people pages are for administrators in a browser; a system’s token cannot use them.
people-list = List of people
people-person = Person
people-roles = Roles
people-roles-today = Roles today
people-acting = { $role } (acting)
people-state = State
people-active = Active
people-invited = Has never signed in
people-off = Switched off
people-signed-in = Last sign-in
people-never = never
people-sessions = Open sessions
people-search = Search for people
people-search-hint = Login, name or role
people-search-act = Search for people
people-show-all = Show everybody
people-filter-all = Everybody
people-filter-active = Not switched off
people-filter-off = Switched off
people-none-found = Nobody matches the search
people-none-found-note = Please try a shorter word, or look at everybody.

## Adding a person
people-invite-act = Add a person
people-invite-title = Add a person
people-invite-lead = A new person comes in by a one-time link and then sets a password of their own.
people-invite-who = The new person
people-invite-save = Add the person and make a link
people-back = Back to the list
people-login-needed = Please type a login.
people-login-hint = 2 to 64 of a-z 0-9 . _ @ - ; it cannot be changed later.
people-label-th = Name shown (Thai)
people-label-th-hint = By position, such as data keeper of the planning division. Left empty, the first role is shown.
people-label-en = Name shown (English)
people-label-en-hint = Left empty, the Thai name is shown.
people-role-unknown = This agency has no such role. Please choose from the list.
people-role-data-keeper = records results and attaches evidence
people-role-supervisor = supervises indicators and records results
people-role-pa-unit = brings in agreements and records results
people-role-cio = signs each round
people-role-executive = reads results and evidence
people-role-auditor = reads results and evidence for audit
people-role-administrator = looks after people and settings

## One-time link
people-link-title = Sign-in link of { $login }
people-link-lead = Please hand this link to the person over a safe channel. It is shown this once only.
people-link = One-time sign-in link
people-link-until = Works until
people-link-note = The link works once. If it is lost or has expired, please make a new one on the person’s page.
people-link-done = Go to the person’s page
people-link-new = Make a new link
people-link-new-note = For somebody who has never signed in or has forgotten the password. Earlier unused links stop working.

## A person's page
people-edit = Name and roles
people-save = Save name and roles
people-access = Access
people-password-set = set
people-password-none = not set yet
people-sign-out = Sign the person out everywhere
people-sign-out-note = Every open session has to sign in again. The account stays in use.
people-off-act = Switch the account off
people-off-note = Every session ends at once; links and tokens stop working. Everything recorded stays.
people-on-act = Switch the account on
people-on-note = The account is switched off. Switched on again, the person signs in with the earlier password.
people-done-saved = Saved. It holds from the person’s next request.
people-done-off = The account is switched off and signed out everywhere.
people-done-on = The account is switched on again.
people-done-signed-out = The person is signed out everywhere.
people-done-delegated = The role is given for those days.
people-done-undelegated = The delegation has ended, at once.

## Changes
people-changes = Changes
people-changes-none = No changes yet.
people-when = When
people-who = By
people-what = What
people-console = Command on the server
people-deed-invited = Added { $subject }
people-deed-label = Changed the name shown of { $subject }
people-deed-roles = Changed the roles of { $subject }
people-deed-link = Made a sign-in link for { $subject }
people-deed-off = Switched { $subject } off
people-deed-on = Switched { $subject } on
people-deed-signed-out = Signed { $subject } out everywhere
people-deed-session-ended = { $subject } signed out of one device
people-deed-password = Set the password of { $subject }
people-deed-delegated = Let { $other } act for { $subject }
people-deed-delegation-ended = Ended that { $other } acts for { $subject }
people-deed-unknown = Changed by a newer program

## Passkeys and identities of a person
people-passkeys-note = For a lost device. The person can register a new passkey afterwards.
people-passkeys-remove = Remove all passkeys
people-done-passkeys-removed = All passkeys of the person are removed, at once.
people-deed-passkey-added = Registered a passkey of { $subject }
people-deed-passkey-removed = Removed a passkey of { $subject }
people-deed-passkey-suspect = Warning: the counter of a passkey of { $subject } went back; nobody was let in
people-deed-identity-linked = Linked an identity at the identity provider to { $subject }
people-deed-identity-unlinked = Removed the linked identity of { $subject }
