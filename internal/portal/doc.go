// Package portal serves the pages that people see: those that must work without scripts as templates. It reaches
// everything through the use-cases, and holds no rule of its own.
package portal
