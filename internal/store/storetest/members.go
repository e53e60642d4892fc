package storetest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/store"
	"github.com/sojourn-auth/sojourn/internal/tenancy"
)

func memberTests() []test {
	return []test{
		{"they are listed by label, then ID, byte by byte", membersAreListed},
		{"the label follows the user", labelFollows},
		{"a place need not exist", placeIsGone},
		{"filters choose", memberFiltersChoose},
	}
}

// workforce is a tenant with members of all kinds of names and roles, in the order of their list; and somebody who is
// a member elsewhere.
func workforce(w *world) (tenancy.TenantID, []store.Member) {
	w.Helper()
	tenant := newTenant(0)
	var members []store.Member
	add := func(name, email, externalID string, roles ...tenancy.RoleKey) {
		user := tenancy.User{ID: newUser(len(members)).ID, Name: name, Email: email, ExternalID: externalID, CreatedAt: after(len(members))}
		joined := tenancy.Membership{User: user.ID, Tenant: tenant.ID, Roles: roles, CreatedAt: after(100 + len(members))}
		members = append(members, store.Member{User: user, Membership: joined})
	}
	add("Zoë", "zoe@example.com", "1", "admin")
	add("adam", "first@example.com", "", "member")
	add("Ärger", "umlaut@example.com", "3", "admin", "member")
	add("Adam", "second@example.com", "4")
	add("ADAM", "third@example.org", "", "admin-2")
	add("", "bare@example.com", "6", "admin_2", "member")
	add("", "", "EXT-7", "a_b")
	add("100% _\\ 'quoted'", "percent@example.com", "8", "axb")
	add("_", "under_score@example.com", "9", "superadmin")
	add("日本 太郎", "taro@example.jp", "10", "admin", "super")
	w.update(func(tx store.Tx) error {
		for _, m := range members {
			if err := all(tx.InsertUser(m.User), tx.InsertMembership(m.Membership)); err != nil {
				return err
			}
		}
		return tx.InsertTenant(tenant)
	})
	member(w)
	slices.SortFunc(members, func(a, b store.Member) int {
		return cmp.Or(cmp.Compare(a.Label(), b.Label()), a.ID.Compare(b.ID.UID))
	})
	return tenant.ID, members
}

// memberPages reads all members by pages of a size.
func memberPages(w *world, r store.Reader, tenant tenancy.TenantID, filter store.MemberFilter, size int) (got []store.Member) {
	w.Helper()
	var place store.MemberPlace
	for {
		some, err := r.Members(tenant, filter, place, size)
		if err != nil || len(some) > size {
			w.Errorf("Members, at most %d: %d, %v", size, len(some), err)
			return got
		}
		got = append(got, some...)
		if len(some) < size || len(got) > many {
			return got
		}
		last := some[len(some)-1]
		place = store.MemberPlace{Label: last.Label(), User: last.ID}
	}
}

func membersAreListed(w *world) {
	tenant, want := workforce(w)
	w.view(func(r store.Reader) error {
		for _, size := range []int{1, 3, len(want) - 1, len(want), len(want) + 1} {
			same(w, "Members", memberPages(w, r, tenant, store.MemberFilter{}, size), want)
		}
		gives(w, "Members of no tenant", []store.Member(nil))(
			r.Members(newTenant(1).ID, store.MemberFilter{}, store.MemberPlace{}, 10))
		return nil
	})
}

func labelFollows(w *world) {
	tenant, members := workforce(w)
	first, last := members[0].User, members[len(members)-1].User
	first.Name, last.Name, last.Email = "zzz", "", "aaa@example.com"
	w.update(func(tx store.Tx) error { return all(tx.SaveUser(first), tx.SaveUser(last)) })
	w.view(func(r store.Reader) error {
		for label, user := range map[string]tenancy.User{"zzz": first, "aaa@example.com": last} {
			got, err := r.Members(tenant, store.MemberFilter{Search: label}, store.MemberPlace{}, 10)
			if len(got) != 1 || got[0].User != user || err != nil {
				w.Errorf("Members with %q = %v, %v, want %v", label, got, err, user)
			}
		}
		got, err := r.Members(tenant, store.MemberFilter{}, store.MemberPlace{Label: "zoë", User: highestUser()}, 10)
		if len(got) == 0 || got[0].User != first || err != nil {
			w.Errorf("Members behind zoë = %v, %v, want %v first", got, err, first)
		}
		return nil
	})
}

// highestUser is behind every user.
func highestUser() (id tenancy.UserID) {
	for i := range id.UID {
		id.UID[i] = 0xff
	}
	return id
}

func placeIsGone(w *world) {
	tenant, members := workforce(w)
	place := store.MemberPlace{Label: members[4].Label(), User: members[4].ID}
	w.update(func(tx store.Tx) error { return tx.DeleteUser(members[4].ID) })
	w.view(func(r store.Reader) error {
		gives(w, "Members behind one that is gone", members[5:])(r.Members(tenant, store.MemberFilter{}, place, 100))
		gives(w, "Members behind a label", members[5:])(
			r.Members(tenant, store.MemberFilter{}, store.MemberPlace{Label: members[4].Label() + "\x01"}, 100))
		nothing, err := r.Members(tenant, store.MemberFilter{}, store.MemberPlace{Label: "\xff\x00' --"}, 100)
		if len(nothing) > 0 || err != nil {
			w.Errorf("Members behind a label that nobody has = %v, %v, want none", nothing, err)
		}
		return nil
	})
}

func memberFiltersChoose(w *world) {
	tenant, members := workforce(w)
	for _, filter := range []store.MemberFilter{
		{Search: "adam"}, {Search: "da"}, {Search: "example.org"}, {Search: "@"}, {Search: "zoë"}, {Search: "ä"}, {Search: "本 太"},
		{Search: "ext-7"}, {Search: "%"}, {Search: "_"}, {Search: "\\"}, {Search: "'quoted'"}, {Search: "nobody"},
		{Search: "' OR 1=1 --"}, {Search: "adam\x00"}, {Search: "\xff"}, {Search: "adamfirst"},
		{Role: "admin"}, {Role: "member"}, {Role: "super"}, {Role: "a_b"}, {Role: "axb"}, {Role: "a"}, {Role: "admin_2"},
		{Role: "nothing"}, {Role: "admin\",\"member"}, {Role: "\""}, {Role: "["}, {Role: "%"}, {Role: "ad\x00min"},
		{Search: "example.com", Role: "member"}, {Search: "example.jp", Role: "member"},
	} {
		want := slices.DeleteFunc(slices.Clone(members), func(m store.Member) bool {
			return filter.Role != "" && !slices.Contains(m.Membership.Roles, filter.Role) ||
				!strings.Contains(m.Label(), filter.Search) && !strings.Contains(m.Email, filter.Search)
		})
		w.view(func(r store.Reader) error {
			for _, size := range []int{2, 100} {
				same(w, "Members by "+filter.Search+string(filter.Role), memberPages(w, r, tenant, filter, size), want)
			}
			return nil
		})
	}
}
