package crmtest

var cases []testCase
