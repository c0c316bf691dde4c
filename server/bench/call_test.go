package bench

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// call from the street, as Twilio tells of it.
type call struct {
	phone string
	form  url.Values
}

func (b *bench) newCall() call {
	phone, sid := b.next.take()
	return call{phone, url.Values{
		"AccountSid": {accountSID}, "ApiVersion": {"2010-04-01"}, "CallSid": {sid}, "CallStatus": {"ringing"}, "Direction": {"inbound"},
		"From": {phone}, "Caller": {phone}, "FromCity": {"NEW YORK"}, "FromState": {"NY"}, "FromZip": {"10001"}, "FromCountry": {"US"},
		"CallerCity": {"NEW YORK"}, "CallerState": {"NY"}, "CallerZip": {"10001"}, "CallerCountry": {"US"},
		"To": {ourNumber}, "Called": {ourNumber}, "ToCity": {"SAN FRANCISCO"}, "ToState": {"CA"}, "ToZip": {"94103"}, "ToCountry": {"US"},
		"CalledCity": {"SAN FRANCISCO"}, "CalledState": {"CA"}, "CalledZip": {"94103"}, "CalledCountry": {"US"}, "StirVerstat": {"TN-Validation-Passed-A"},
	}}
}

// webhook of the call as it goes over the wire, signed.
func (c call) webhook(path string) []byte { return c.webhookOf(publicURL, path) }

// webhookOf a server with that address.
func (c call) webhookOf(address, path string) []byte {
	body := c.form.Encode()
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: desk.example.com\r\nUser-Agent: TwilioProxy/1.1\r\nX-Twilio-Signature: %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		path, twiliotest.Sign(authToken, address+path, c.form), len(body), body)
}

const voicePath = "/twilio/voice"

// caller is one client with one connection. It writes requests that were put
// together before, so that the machine's time goes to the server.
type caller struct {
	conn   net.Conn
	answer *bufio.Reader
}

func (p *process) dial() (*caller, error) {
	conn, err := net.Dial("tcp", p.address)
	if err != nil {
		return nil, err
	}
	return &caller{conn, bufio.NewReader(conn)}, nil
}

// send a request; nil: it was answered well.
func (c *caller) send(request []byte) error {
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(c.answer, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %s", answer.Status, said)
	}
	return err
}
