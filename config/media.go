package config

// Media that customers send.
type Media struct {
	Metadata string `key:"metadata"` // remove, keep
}

// What becomes of what photos and videos tell beside what they show.
const (
	MetadataRemove = "remove"
	MetadataKeep   = "keep"
)

func (l *loading) validateMedia() {
	l.oneOf("media.metadata", l.cfg.Media.Metadata, MetadataRemove, MetadataKeep)
}
