// Package view shows interactions and agents as the contract describes them: to agents and
// admins the whole of an interaction, to its customer their own side.
//
// A view follows from the state alone. What an event, a ticket or a delay means is said by
// code and values, for pages in any language, and in English beside it; logs of the time
// before codes read as they stand. Hidden fields of a packet are in no view. The package
// holds no state of its own, and any number of goroutines may use it.
package view
