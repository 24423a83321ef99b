package trace

import "context"

// sizer is a History that tells the size of a blob without reading it: what can't have undone a commit is passed over
// so.
type sizer interface {
	BlobSize(ctx context.Context, id string) (int64, error)
}

// growth returns by how many bytes a change from one blob to another, "" for no file, made the file grow, and whether
// that could be told.
func (s *scan) growth(from, to string) (n int64, told bool, err error) {
	sz, ok := s.h.(sizer)
	if !ok {
		return 0, false, nil
	}
	var sizes [2]int64
	for i, id := range [...]string{from, to} {
		if id == "" {
			continue
		}
		if sizes[i], err = sz.BlobSize(s.ctx, id); err != nil {
			return 0, false, tolerate(err)
		}
	}
	return sizes[1] - sizes[0], true, nil
}
