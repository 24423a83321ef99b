package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/ledger"
)

// placesCache keeps which tips hold a commit, and by which merge one landed. Both follow from commits, which never
// change, and to work them out takes a whole history where it has no commit-graph.
const placesCache = "places-1"

// placesKept is how many answers are kept; beyond it go those that the last run had no use for.
const placesKept = 1000

// places is a history that remembers where commits are. It may be used by several goroutines.
type places struct {
	history
	memory *ledger.Ledger
	long   bool // enough for anything of it to be remembered

	mu           sync.Mutex
	known, asked map[string][]string // by question
	fresh        bool                // not all that was asked is known
}

// recallPlaces reads what earlier runs were told.
func recallPlaces(past history, memory *ledger.Ledger) *places {
	p := &places{history: past, memory: memory, asked: map[string][]string{}}
	if data, ok := memory.Cache(placesCache); ok {
		_ = json.Unmarshal(data, &p.known) // what can't be read is asked again
	}
	return p
}

// keep writes down what was asked, if anything of it was not known.
func (p *places) keep() {
	if !p.fresh || !p.long {
		return
	}
	all := maps.Clone(p.asked)
	if len(p.known)+len(all) <= placesKept {
		maps.Copy(all, p.known)
	}
	if data, err := json.Marshal(all); err == nil {
		_ = p.memory.PutCache(placesCache, data) // losing it costs the next run time, and nothing else
	}
}

// answer is what was answered to a question before, or else what ask answers.
func (p *places) answer(question []string, ask func() ([]string, error)) ([]string, error) {
	sum := sha256.Sum256([]byte(strings.Join(question, "\x00"))) // which is in no name
	key := hex.EncodeToString(sum[:16])
	p.mu.Lock()
	answer, ok := p.known[key]
	p.mu.Unlock()
	if !ok {
		var err error
		if answer, err = ask(); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[key], p.fresh = answer, p.fresh || !ok
	return answer, nil
}

// Containing is asked of the history unless it was before.
func (p *places) Containing(ctx context.Context, commit string, tips map[string]string) ([]string, error) {
	question := []string{"containing", commit}
	for _, name := range slices.Sorted(maps.Keys(tips)) {
		question = append(question, name, tips[name])
	}
	return p.answer(question, func() ([]string, error) { return p.history.Containing(ctx, commit, tips) })
}

// MergedBy is asked of the history unless it was before.
func (p *places) MergedBy(ctx context.Context, commit, tip string) (string, error) {
	answer, err := p.answer([]string{"merged", commit, tip}, func() ([]string, error) {
		by, err := p.history.MergedBy(ctx, commit, tip)
		return []string{by}, err
	})
	return strings.Join(answer, ""), err // one, or none
}
