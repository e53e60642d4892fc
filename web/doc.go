// Package web is what browsers load: the screens of both portals, built from src/ into dist/, which is committed.
package web
