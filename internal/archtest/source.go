package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Calls returns one sentence for each use in a file's source of a function of package time in forbidden.
func Calls(name string, source []byte, forbidden []string) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	imports := importNames(file)
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		if path, member := selected(n, imports); path == "time" && slices.Contains(forbidden, member) {
			found = append(found, fmt.Sprintf("%s uses time.%s; take the time as an argument", set.Position(n.Pos()), member))
		}
		return true
	})
	return found, nil
}

// Leaks returns one sentence for each exported declaration in a file's source that names a type of one of the
// kept libraries.
func Leaks(name string, source []byte, kept []string) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	imports := importNames(file)
	var found []string
	look := func(what string, nodes ...ast.Node) {
		for _, root := range nodes {
			ast.Inspect(root, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Field:
					if len(n.Names) > 0 && !slices.ContainsFunc(n.Names, (*ast.Ident).IsExported) && isMember(root) {
						return false // an unexported field or method is the room's own affair
					}
				case *ast.SelectorExpr:
					path, member := selected(n, imports)
					if slices.ContainsFunc(kept, func(k string) bool { return within(path, k) }) {
						found = append(found, fmt.Sprintf("%s: exported %s names %s of %s", set.Position(n.Pos()), what, member, path))
					}
				}
				return true
			})
		}
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && (d.Recv == nil || exportedReceiver(d.Recv)) {
				look("func "+d.Name.Name, d.Type)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() {
						look("type "+s.Name.Name, s.Type)
					}
				case *ast.ValueSpec:
					if slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) && s.Type != nil {
						look("value "+s.Names[0].Name, s.Type)
					}
				}
			}
		}
	}
	return found, nil
}

// longestComment is how many letters a line that is a comment may have; a tab counts as four.
const longestComment = 120

// Wide returns one sentence for each line of a file's source that is a comment and too long.
func Wide(name string, source []byte) []string {
	var found []string
	n := 0
	for line := range strings.Lines(string(source)) {
		n++
		line = strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")
		if width := utf8.RuneCountInString(line); width > longestComment && strings.HasPrefix(strings.TrimLeft(line, " "), "//") {
			found = append(found, fmt.Sprintf("%s:%d is a comment of %d letters; wrap it at %d", name, n, width, longestComment))
		}
	}
	return found
}

// isMember reports whether fields below root are members of a type, not parameters.
func isMember(root ast.Node) bool {
	switch root.(type) {
	case *ast.StructType, *ast.InterfaceType:
		return true
	}
	return false
}

func exportedReceiver(recv *ast.FieldList) bool {
	exported := false
	ast.Inspect(recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !exported {
			exported = id.IsExported()
			return false
		}
		return true
	})
	return exported
}

// selected returns the package and the member that a selector like time.Now names.
func selected(n ast.Node, imports map[string]string) (path, member string) {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return imports[id.Name], sel.Sel.Name
}

// importNames returns the name by which a file speaks of each package it imports. Where the file gives none
// it is the last part of the path, a version left out, which holds for every library of the table.
func importNames(file *ast.File) map[string]string {
	names := map[string]string{}
	for _, i := range file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		if i.Name != nil {
			names[i.Name.Name] = path
			continue
		}
		parts := strings.Split(path, "/")
		last := parts[len(parts)-1]
		if n := len(parts); n > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
			last = parts[n-2]
		}
		names[strings.TrimPrefix(last, "go-")] = path
	}
	return names
}
