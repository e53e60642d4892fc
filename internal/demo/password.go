package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/sojourn-auth/sojourn/internal/authn"
	"github.com/sojourn-auth/sojourn/internal/service"
)

// passwordWords is how many words make a password: 48 bits of chance, and easy to copy.
const passwordWords = 6

// password is the one of all users of a demo. It prints as [redacted].
type password struct {
	text string
	hash string // as a PHC string
}

// Format prints [redacted] for every verb.
func (p password) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[redacted]") }

// LogValue is [redacted].
func (p password) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// newPassword makes a password that no other demo has, and hashes it once for everybody.
func newPassword(ctx context.Context, uses *service.Service) (password, error) {
	all := words()
	var chance [passwordWords]byte
	rand.Read(chance[:]) // never fails: crypto/rand stops the program instead
	var chosen []string
	for _, n := range chance {
		chosen = append(chosen, all[n])
	}
	text := strings.Join(chosen, "-")
	hash, err := uses.Hasher.Hash(ctx, authn.NewPassword(text))
	if err != nil {
		return password{}, fmt.Errorf("hash the password: %w", err)
	}
	return password{text: text, hash: hash}, nil
}

// words is 256 short words that are not easily taken for each other.
func words() []string {
	return strings.Fields(`
		acorn adder alder amber anchor anvil apple apron arbor arrow ash aspen atlas attic autumn axle
		badge bagel balsa bamboo banjo barley basil basin beacon beaver beech bell birch bison blossom bonnet
		bramble brass bread brick bridge brook broom bucket buckle bugle butter button cabin cactus camel candle
		canoe canyon carrot castle cedar cello chalk cherry chime chisel cider cinder citrus clay cliff clover
		cobalt cocoa comet copper coral cotton crane crater cricket crocus crown cypress dagger daisy dapple dawn
		delta desert dingo dolphin donkey dragon drum dune eagle easel ebony echo elbow elder ember emerald
		engine falcon feather fennel fern ferry fiddle finch flannel flint flute forest fossil fountain fox frost
		garnet gazelle geyser ginger glacier glove goblet gondola goose granite grape gravel grove guitar gull hammer
		harbor harp hazel heron hickory hinge honey hornet ice igloo indigo iris iron island ivory ivy
		jacket jaguar jasmine jasper jigsaw juniper kayak kernel kettle kiwi ladder lagoon lantern lapis larch laurel
		lemon lentil lichen lilac linen lizard llama lobster locket lotus lynx magnet mango maple marble marsh
		meadow melon mint mitten moss moth mulberry mustard nectar needle nettle nickel nutmeg oak oasis ocean
		olive onyx opal orbit orchid osprey otter oyster paddle panda parsley peach pebble pelican pepper pigeon
		pine planet plum pocket poplar poppy prairie prism puffin quail quartz quill rabbit radish raven reed
		ribbon river robin rocket rudder saddle saffron salmon sandal satin sequoia shovel silver sparrow spruce
		stone sunset swallow teapot thicket thistle thunder tiger timber topaz tulip tunnel turnip velvet walnut willow yarrow`)
}
