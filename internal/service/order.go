package service

import (
	"cmp"
	"slices"
)

func onlyActive(all []Judged) []Judged {
	return slices.DeleteFunc(all, func(j Judged) bool { return !j.Verdict.Active })
}

func onlyEnded(all []Judged) []Judged {
	return slices.DeleteFunc(all, func(j Judged) bool { return j.Verdict.Active })
}

// sortForOwner puts the current session first, then the last active; ties go by ID, so that rows never swap.
func sortForOwner(all []Judged) {
	slices.SortFunc(all, func(a, b Judged) int {
		if a.Current != b.Current {
			if a.Current {
				return -1
			}
			return 1
		}
		return cmp.Or(b.LastActiveAt.Compare(a.LastActiveAt), b.ID.Compare(a.ID.UID))
	})
}

// sortByEnd puts the latest end first.
func sortByEnd(all []Judged) {
	slices.SortFunc(all, func(a, b Judged) int {
		return cmp.Or(b.Verdict.End.At.Compare(a.Verdict.End.At), b.ID.Compare(a.ID.UID))
	})
}
