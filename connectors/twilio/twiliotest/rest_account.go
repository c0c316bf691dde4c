package twiliotest

import (
	"net/http"
	"net/url"
)

func (s *Server) accountJSON() map[string]any {
	return map[string]any{
		"sid": s.opt.AccountSID, "owner_account_sid": s.opt.AccountSID, "friendly_name": "Stand-in account", "status": "active", "type": "Full",
		"auth_token": s.opt.AuthToken, "date_created": rfc2822(s.opt.Start), "date_updated": rfc2822(s.opt.Start), "uri": s.uri(""),
		"subresource_uris": map[string]any{"calls": s.uri("/Calls"), "conferences": s.uri("/Conferences")},
	}
}

func (s *Server) restNumber(method, sid, path string, f url.Values) answer {
	for _, n := range s.numbers {
		if n.SID != sid {
			continue
		}
		if method == http.MethodPost {
			set(f, "VoiceUrl", &n.VoiceURL)
			set(f, "VoiceFallbackUrl", &n.FallbackURL)
			set(f, "StatusCallback", &n.StatusCallback)
			set(f, "VoiceApplicationSid", &n.ApplicationSID)
			set(f, "SmsUrl", &n.SMSURL)
		}
		return answer{status: 200, body: s.numberJSON(n)}
	}
	return notFound(path)
}

func (s *Server) restApplication(method, sid, path string, f url.Values) answer {
	a, ok := s.apps[sid]
	if !ok {
		return notFound(path)
	}
	if method == http.MethodPost {
		set(f, "VoiceUrl", &a.VoiceURL)
		set(f, "VoiceFallbackUrl", &a.FallbackURL)
		set(f, "StatusCallback", &a.StatusCallback)
		set(f, "FriendlyName", &a.FriendlyName)
	}
	return answer{status: 200, body: s.applicationJSON(a)}
}

func set(f url.Values, field string, value *string) {
	if f.Has(field) {
		*value = f.Get(field)
	}
}

func (s *Server) numberJSON(n *Number) map[string]any {
	date := rfc2822(s.opt.Start)
	return map[string]any{
		"sid": n.SID, "account_sid": s.opt.AccountSID, "api_version": "2010-04-01", "phone_number": n.PhoneNumber, "friendly_name": n.PhoneNumber,
		"voice_url": n.VoiceURL, "voice_method": "POST", "voice_fallback_url": n.FallbackURL, "voice_fallback_method": "POST",
		"voice_application_sid": n.ApplicationSID, "voice_caller_id_lookup": false, "voice_receive_mode": "voice",
		"status_callback": n.StatusCallback, "status_callback_method": "POST", "trunk_sid": nil, "sms_url": n.SMSURL, "sms_method": "POST",
		"sms_fallback_url": "", "sms_fallback_method": "POST", "sms_application_sid": "", "address_requirements": "none", "address_sid": nil,
		"identity_sid": nil, "bundle_sid": nil, "beta": false, "origin": "twilio", "status": "in-use", "type": "local",
		"emergency_status": "Inactive", "emergency_address_sid": nil, "emergency_address_status": "unregistered",
		"capabilities": map[string]any{"voice": true, "sms": n.SMSURL != "", "mms": false, "fax": false},
		"date_created": date, "date_updated": date, "uri": s.uri("/IncomingPhoneNumbers/" + n.SID),
	}
}

func (s *Server) applicationJSON(a *Application) map[string]any {
	date := rfc2822(s.opt.Start)
	return map[string]any{
		"sid": a.SID, "account_sid": s.opt.AccountSID, "api_version": "2010-04-01", "friendly_name": a.FriendlyName,
		"voice_url": a.VoiceURL, "voice_method": "POST", "voice_fallback_url": a.FallbackURL, "voice_fallback_method": "POST",
		"voice_caller_id_lookup": false, "status_callback": a.StatusCallback, "status_callback_method": "POST", "message_status_callback": nil,
		"sms_url": nil, "sms_method": "POST", "sms_fallback_url": nil, "sms_fallback_method": "POST", "sms_status_callback": nil,
		"public_application_connect_enabled": false, "date_created": date, "date_updated": date, "uri": s.uri("/Applications/" + a.SID),
	}
}
