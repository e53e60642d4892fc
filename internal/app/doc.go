// Package app tells what Sojourn is made of: the command line, the configuration, and how the parts are put together.
// It is the only package that imports all others, and the only one that knows what time it is.
package app
