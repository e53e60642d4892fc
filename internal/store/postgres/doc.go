// Package postgres keeps everything in a PostgreSQL database, which several nodes may share.
//
// What a transaction costs here is round trips and commits, so they are shared. Updates of one environment that come
// while others are under way wait for the next transaction and go into it together (queue, group): what they ask for
// at a time is sent as one pipeline, in one statement for each kind of thing, and what they write goes with the
// commit. Each still has the transaction to itself as far as it can tell. Nothing is written before the commit, so
// whoever fails drops out; users and sessions belong to one member at a time; and whoever needs more than that, or a
// lock that somebody else has, is run again in a transaction of its own. An Update that comes alone gets its
// transaction at once: two round trips for a sign-in or a refresh that locks first (member).
//
// Lookups share statements in the same way (lookups).
//
// The alternative was a transaction for each Update, with the reads of a sign-in combined in one method of the
// contract. It costs every caller a commit, and the server seven statements for one: about a third of the sign-ins.
//
// Isolation is READ COMMITTED with explicit locks: a user's row, a session's row, and an advisory lock for the
// policies of an environment. Nothing leans on SERIALIZABLE or on standbys.
package postgres
