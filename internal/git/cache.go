package git

import "sync"

// cache keeps what is likely to be wanted again, decoded: whole objects that deltas begin with, deltas, and trees. It
// is bounded in bytes, drops the one unused for longest, and is cut into shards so that several readers rarely meet.
type cache struct {
	shards [16]cacheShard
}

// cacheBytes bounds the whole cache.
const cacheBytes = 32 << 20

type cacheShard struct {
	mu    sync.Mutex
	items map[cacheKey]*cacheItem
	head  cacheItem // ring; head.next is the newest
	bytes int
}

type cacheKey struct {
	pack int32
	off  int64
}

type cacheItem struct {
	key        cacheKey
	object     object
	prev, next *cacheItem
}

func newCache() *cache {
	c := &cache{}
	for k := range c.shards {
		s := &c.shards[k]
		s.items = map[cacheKey]*cacheItem{}
		s.head.prev, s.head.next = &s.head, &s.head
	}
	return c
}

func (c *cache) shard(pack int32, off int64) *cacheShard {
	return &c.shards[(uint64(off)*0x9E3779B97F4A7C15+uint64(pack))>>60]
}

func (c *cache) get(pack int32, off int64) (object, bool) {
	s := c.shard(pack, off)
	s.mu.Lock()
	it := s.items[cacheKey{pack, off}]
	if it == nil {
		s.mu.Unlock()
		return object{}, false
	}
	it.unlink()
	s.push(it)
	o := it.object
	s.mu.Unlock()
	return o, true
}

// put keeps an object, unless it is too large.
func (c *cache) put(pack int32, off int64, o object) bool {
	const limit = cacheBytes / 16
	if len(o.data) > limit/2 {
		return false
	}
	if kept := c.shard(pack, off).put(cacheKey{pack, off}, o, limit); kept > limit/32 {
		hugePages() // this run reads more than a few files
	}
	return true
}

// put returns how many bytes the shard then has.
func (s *cacheShard) put(key cacheKey, o object, limit int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it := s.items[key]; it != nil {
		s.bytes += len(o.data) - len(it.object.data)
		it.object = o // whole, it may be, where there was a delta
		it.unlink()
		s.push(it)
		return s.bytes
	}
	it := &cacheItem{key: key, object: o}
	s.items[key] = it
	s.push(it)
	s.bytes += len(o.data) + 128
	for s.bytes > limit {
		old := s.head.prev
		old.unlink()
		delete(s.items, old.key)
		s.bytes -= len(old.object.data) + 128
	}
	return s.bytes
}

func (s *cacheShard) push(it *cacheItem) {
	it.prev, it.next = &s.head, s.head.next
	s.head.next.prev = it
	s.head.next = it
}

func (it *cacheItem) unlink() {
	it.prev.next, it.next.prev = it.next, it.prev
}
