package scan

// fnvBasis is what an FNV-1a hash begins with; fnv takes a byte more into it.
const fnvBasis uint64 = 14695981039346656037

func fnv(h uint64, b byte) uint64 { return (h ^ uint64(b)) * 1099511628211 }

func hashString(s string) uint64 {
	h := fnvBasis
	for i := range len(s) {
		h = fnv(h, s[i])
	}
	return h
}

// mix spreads the bits of a hash (the finalizer of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
