// Package access holds who acts and what they may do. Permission is checked in the service layer, once, for all
// surfaces, with the functions of this package.
package access
