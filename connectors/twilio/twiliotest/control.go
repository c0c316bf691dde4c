package twiliotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// control registers the routes by which pages and scripts drive the stand-in:
//
//	POST   /_sandbox/phone/calls {from, to}            somebody in the street calls one of our numbers
//	GET    /_sandbox/phone/calls                       all calls
//	GET    /_sandbox/phone/calls/{sid}                 what the phone shows and hears
//	DELETE /_sandbox/phone/calls/{sid}                 the phone hangs up
//	POST   /_sandbox/phone/calls/{sid}/answer|busy|decline
//	POST   /_sandbox/phone/calls/{sid}/keys {keys}     the phone's keys are pressed
//	POST   /_sandbox/phone/calls/{sid}/speech {words, confidence}
//	POST   /_sandbox/phone/calls/{sid}/sound {sdp}     a page is the phone's microphone and speaker; answered with {sdp}, empty when the call is over
//	POST   /_sandbox/phone/texts {from, to, body, media}  somebody in the street sends a text to one of our numbers
//	GET    /_sandbox/phone/texts?number=               what that phone shows
//	PUT    /_sandbox/phone/numbers/{e164}/texts {ends, code, refused, after_ms}
//	GET    /_sandbox/phone/ringing?to=                 calls that ring at a number
//	PUT    /_sandbox/phone/numbers/{e164} {behaviour, after_ms}
//	POST   /_sandbox/clients/connect {token, params}   a browser's voice client connects
//	GET    /_sandbox/clients/calls/{sid}               its state
//	DELETE /_sandbox/clients/calls/{sid}               it hangs up
//	GET    /_sandbox/clients/calls/{sid}/stream        its changes, as server-sent events; a leg whose listener goes, goes
//	DELETE /_sandbox/clients/sockets                   the network of all browsers fails for a moment
//	GET    /_sandbox/stream                            every call's changes, after all that live
//	POST   /_sandbox/faults {fault, times, delay_ms, match}, DELETE /_sandbox/faults
//	GET    /_sandbox/deliveries, GET /_sandbox/alerts, GET /_sandbox/requests
//
// They answer any page that was loaded from this machine.
func (s *Server) control(mux *http.ServeMux) {
	handle := func(pattern string, h func(*http.Request) (int, any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			allowLoopback(w, r)
			r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
			status, body, err := h(r)
			if err != nil {
				body = map[string]string{"error": err.Error()}
			}
			if body == nil {
				w.WriteHeader(status)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(body)
		})
	}
	mux.HandleFunc("OPTIONS /_sandbox/", func(w http.ResponseWriter, r *http.Request) {
		allowLoopback(w, r)
		w.WriteHeader(http.StatusNoContent)
	})
	handle("POST /_sandbox/phone/calls", func(r *http.Request) (int, any, error) {
		var in struct{ From, To string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return s.placed(s.PhoneCall(in.From, in.To))
	})
	handle("GET /_sandbox/phone/calls", func(*http.Request) (int, any, error) { return 200, s.Calls(), nil })
	handle("GET /_sandbox/phone/ringing", func(r *http.Request) (int, any, error) {
		return 200, s.Ringing(r.URL.Query().Get("to")), nil
	})
	handle("PUT /_sandbox/phone/numbers/{number}", func(r *http.Request) (int, any, error) {
		var in Behaviour
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return done(s.Behave(r.PathValue("number"), in))
	})
	handle("POST /_sandbox/phone/texts", func(r *http.Request) (int, any, error) {
		var in struct {
			From, To, Body string
			Media          []TextMedia
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		sid, err := s.PhoneText(in.From, in.To, in.Body, in.Media...)
		if err != nil {
			return 422, nil, err
		}
		return 201, map[string]string{"sid": sid}, nil
	})
	handle("GET /_sandbox/phone/texts", func(r *http.Request) (int, any, error) {
		return 200, s.Phone(r.URL.Query().Get("number")), nil
	})
	handle("PUT /_sandbox/phone/numbers/{number}/texts", func(r *http.Request) (int, any, error) {
		var in Texting
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return done(s.Texts(r.PathValue("number"), in))
	})
	handle("POST /_sandbox/phone/calls/{sid}/answer", func(r *http.Request) (int, any, error) { return done(s.Pick(r.PathValue("sid"))) })
	handle("POST /_sandbox/phone/calls/{sid}/keys", func(r *http.Request) (int, any, error) {
		var in struct{ Keys string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return done(s.Press(r.PathValue("sid"), in.Keys))
	})
	handle("POST /_sandbox/phone/calls/{sid}/speech", func(r *http.Request) (int, any, error) {
		var in struct {
			Words      string
			Confidence float64
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return done(s.Speak(r.PathValue("sid"), in.Words, in.Confidence))
	})
	handle("POST /_sandbox/phone/calls/{sid}/sound", func(r *http.Request) (int, any, error) {
		var in struct{ SDP string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		answer, err := s.PhoneSound(r.PathValue("sid"), in.SDP)
		if err != nil {
			return 409, nil, err
		}
		return 200, map[string]string{"sdp": answer}, nil
	})
	handle("POST /_sandbox/phone/calls/{sid}/busy", func(r *http.Request) (int, any, error) { return done(s.Decline(r.PathValue("sid"))) })
	handle("POST /_sandbox/phone/calls/{sid}/decline", func(r *http.Request) (int, any, error) { return done(s.Decline(r.PathValue("sid"))) })
	handle("POST /_sandbox/clients/connect", func(r *http.Request) (int, any, error) {
		var in struct {
			Token  string
			Params map[string]string
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return s.placed(s.Connect(in.Token, in.Params))
	})
	handle("DELETE /_sandbox/clients/sockets", func(*http.Request) (int, any, error) {
		s.DropSockets()
		return 204, nil, nil
	})
	for _, who := range []string{"phone", "clients"} {
		handle("GET /_sandbox/"+who+"/calls/{sid}", func(r *http.Request) (int, any, error) {
			st, ok := s.State(r.PathValue("sid"))
			if !ok {
				return 404, nil, errors.New("no such call")
			}
			return 200, st, nil
		})
		handle("DELETE /_sandbox/"+who+"/calls/{sid}", func(r *http.Request) (int, any, error) { return done(s.HangUp(r.PathValue("sid"))) })
		mux.HandleFunc("GET /_sandbox/"+who+"/calls/{sid}/stream", func(w http.ResponseWriter, r *http.Request) {
			s.stream(w, r, r.PathValue("sid"))
			if who == "clients" && r.Context().Err() != nil {
				// A browser's leg dies with its page, and what a dying page sends may never leave it.
				_ = s.HangUp(r.PathValue("sid")) // the call is over already, which is as well
			}
		})
	}
	mux.HandleFunc("GET /_sandbox/stream", func(w http.ResponseWriter, r *http.Request) { s.stream(w, r, "") })
	handle("POST /_sandbox/faults", func(r *http.Request) (int, any, error) {
		var in Fault
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return 400, nil, err
		}
		return done(s.Break(in))
	})
	handle("DELETE /_sandbox/faults", func(*http.Request) (int, any, error) {
		s.Mend()
		return 204, nil, nil
	})
	handle("GET /_sandbox/deliveries", func(*http.Request) (int, any, error) { return 200, s.Deliveries(), nil })
	handle("GET /_sandbox/requests", func(*http.Request) (int, any, error) { return 200, s.Requests(), nil })
	handle("GET /_sandbox/alerts", func(*http.Request) (int, any, error) { return 200, s.Alerts(), nil })
}

func (s *Server) placed(sid string, err error) (int, any, error) {
	if err != nil {
		return 422, nil, err
	}
	st, _ := s.State(sid)
	return 201, st, nil
}

func done(err error) (int, any, error) {
	if err != nil {
		return 409, nil, err
	}
	return 204, nil, nil
}

// allowLoopback lets pages of this machine in, on any port, and no others.
func allowLoopback(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Origin")
	origin := r.Header.Get("Origin")
	u, err := url.Parse(origin)
	if err != nil || origin == "" {
		return
	}
	ip := net.ParseIP(u.Hostname())
	if u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "Content-Type")
}

// stream sends the state of one call, or of all for "", now and at each change.
// The stream of one call ends with the call.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, sid string) {
	allowLoopback(w, r)
	changes := make(chan CallState, 256)
	s.mu.Lock()
	var now []CallState
	for _, c := range s.callOrder {
		if c.sid == sid || sid == "" && !c.final() {
			now = append(now, s.stateOf(c))
		}
	}
	if sid != "" && len(now) == 0 {
		s.mu.Unlock()
		http.Error(w, "no such call", http.StatusNotFound)
		return
	}
	s.listeners[changes] = struct{}{}
	s.mu.Unlock()
	defer s.locked(func() { delete(s.listeners, changes) })

	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	send := func(st CallState) (more bool) {
		body, err := json.Marshal(st)
		if err != nil {
			return false
		}
		if _, err := fmt.Fprintf(w, "event: call\ndata: %s\n\n", body); err != nil {
			return false
		}
		return http.NewResponseController(w).Flush() == nil && (sid == "" || st.State != "closed")
	}
	for _, st := range now {
		if !send(st) {
			return
		}
	}
	_ = http.NewResponseController(w).Flush() // the headers, where nothing lives yet
	for {
		select {
		case st, ok := <-changes:
			if !ok {
				return
			}
			if (sid == "" || st.CallSID == sid) && !send(st) {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.stopped.Done():
			return
		}
	}
}
