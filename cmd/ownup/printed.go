package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"strings"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/ledger"
)

// printedCache keeps findings in words, as they were printed; putting hundreds of them into words again takes longer
// than all else of a later scan. Its number goes up with whatever changes how a finding is told: TestPrintedFinding
// holds that.
const printedCache = "printed-11"

// printed are the findings that were printed before.
type printed struct {
	memory *ledger.Ledger // nil: nothing is kept
	name   string
	texts  map[string]string // by printedKey
	fresh  int               // how many were not known before
}

// recallPrinted reads what was printed before in the colours of this run.
func (a *app) recallPrinted() *printed {
	p := &printed{name: printedCache, texts: map[string]string{}}
	if a.io.Color() {
		p.name += "-color"
	}
	l, err := a.ledger()
	if err != nil {
		return p
	}
	p.memory = l
	data, ok := l.Cache(p.name)
	if !ok {
		return p
	}
	for entry := range strings.SplitSeq(string(data), "\x00") {
		if len(entry) > printedKeySize {
			p.texts[entry[:printedKeySize]] = entry[printedKeySize:]
		}
	}
	return p
}

// printedKey stands for a finding as it was written down: its commit, and a sum of all else, which later commits may
// revise.
func printedKey(l flow.Line) string {
	sum := binary.BigEndian.AppendUint32(nil, crc32.Checksum(l.Text, crc32.MakeTable(crc32.Castagnoli)))
	return l.SHA + hex.EncodeToString(sum)
}

const printedKeySize = 40 + 8

// words puts findings into words, each by write unless it was printed before. What write could not tell whole is not
// kept.
func (p *printed) words(lines []flow.Line, write func(incident.Finding) (text string, whole bool)) ([]string, error) {
	keys, out := make([]string, len(lines)), make([]string, len(lines))
	var fresh []int
	var unread []flow.Line
	for i, l := range lines {
		keys[i] = printedKey(l)
		var ok bool
		if out[i], ok = p.texts[keys[i]]; !ok {
			fresh, unread = append(fresh, i), append(unread, l)
		}
	}
	findings, err := flow.Findings(unread)
	if err != nil {
		return nil, err
	}
	for k, i := range fresh {
		text, whole := write(findings[k])
		if out[i] = text; whole {
			p.texts[keys[i]], p.fresh = text, p.fresh+1
		}
	}
	return out, nil
}

// keep writes down what was printed, if much of it was not known. Of a short history nothing is kept, as of all that a
// scan finds.
func (p *printed) keep(commits int) {
	const many = 8
	if p.memory == nil || p.fresh < many || commits < flow.LongHistory {
		return
	}
	var data bytes.Buffer
	for key, text := range p.texts {
		data.WriteString(key)
		data.WriteString(text) // which holds no NUL: control characters are cleaned away
		data.WriteByte(0)
	}
	_ = p.memory.PutCache(p.name, data.Bytes()) // losing it costs the next run time, and nothing else
}
