using OpsBot.Core.Values;

namespace OpsBot.Core.Mails;

/// <summary>How the line to the mail server is kept private.</summary>
public enum SmtpSecurity { StartTls, Tls, None }

/// <summary>By which server mails go out; the section "Smtp".</summary>
public sealed class SmtpOptions : ISettings
{
    public const string Section = "Smtp";

    /// <summary>None: mails are handed over to people.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>The address that mails come from.</summary>
    public string From { get; init; } = "";

    /// <summary>The name beside it; the seller's, unless set.</summary>
    public string FromName { get; init; } = "";

    /// <summary>For how long a server may take to let us in, and again to take a mail.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsSet => Host.Length > 0;

    bool IsHere => Host is "localhost" or "127.0.0.1" or "::1";

    public IEnumerable<string> Problems
    {
        get
        {
            if (!IsSet) yield break;
            if (Port is < 1 or > 65535) yield return $"Smtp:Port is {Port}. Set OPSBOT_Smtp__Port to the mail server's port: 587, 465.";
            if (!MailAddress.TryRead(From, out _))
                yield return $"Smtp:From is “{From}”, which is no address. "
                    + "Set OPSBOT_Smtp__From to what mails come from: billing@example.com.";
            if (Security == SmtpSecurity.None && !IsHere)
                yield return "Smtp:Security is None, so what customers get would cross the network in the clear. "
                    + "Set OPSBOT_Smtp__Security to StartTls or Tls.";
            var (hasUser, hasPassword) = (User.Length > 0, Password.Length > 0);
            if (hasUser != hasPassword)
                yield return "Only one of Smtp:User and Smtp:Password is set. "
                    + "Set both OPSBOT_Smtp__User and OPSBOT_Smtp__Password, or neither.";
            if (Timeout < TimeSpan.FromSeconds(5) || Timeout > TimeSpan.FromSeconds(60))
                yield return "Smtp:Timeout is out of range. Set OPSBOT_Smtp__Timeout to between 00:00:05 and 00:01:00, or leave it out.";
        }
    }
}
