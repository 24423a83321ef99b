// Package git reads histories: commits, trees, blobs, references and configuration of a repository on this machine.
//
// It is a storage for go-git and speaks of references in its types, with a reading of objects, references and
// configuration files of its own underneath: pack indexes and packs are mapped into memory, never read whole, and
// whole-history passes read the commits in the order in which the packs hold them, in parallel. Nothing here writes.
//
// How the corners of Git are treated:
//
//   - Shallow clones: a commit listed in the file "shallow" ends the history. Commit still tells its parents as stored.
//   - Partial clones: nothing is fetched; a missing object gives a Problem of kind Incomplete.
//   - Messages and people's names are UTF-8, also where a commit's header says that they are stored in another
//     encoding. What makes no sense in that encoding, or in none that is known, stays as it is.
//   - Replace references and grafts are ignored: what is read is what was committed.
//   - Symbolic links count as files whose content is their target, and submodules as files with one line, "Subproject
//     commit …", as git shows them.
//   - References are read from their files and git's packed list, or from reftables where the repository has those.
//   - SHA-256 repositories and version 1 pack indexes are refused with a sentence saying so.
//   - A damaged object gives a Problem that names it, never a panic; packed objects are checked by the checksum of
//     their compressed form, as git itself does when reading. Where only a commit's links are asked for, to follow a
//     path back, its beginning alone is decoded and not checked.
package git
