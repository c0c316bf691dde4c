module github.com/deskside/deskside

go 1.26.8
