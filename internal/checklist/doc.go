// Package checklist turns an incident into the eight-step issue and reads back what people made of it.
//
// Render writes the issue once; Parse reads ticked boxes, measures and the owner, by hidden markers and task lists
// alone, so that people may translate, move and add what they like. Everything else that ownup says to people is here
// too: the status, reminders, notes and replies, the message draft, and the gentle word on wording. All foreign text
// goes through package quote. The package is pure.
package checklist
