using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using OpsBot.Core.Billing;
using OpsBot.Core.Files;
using OpsBot.Core.Mails;
using Polly;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Smtp;

/// <summary>A mail as it is sent.</summary>
sealed record Letter(
    MailId Id, string Recipient, string? RecipientName, string Subject, string Body, DateTimeOffset QueuedAt,
    IReadOnlyList<StoredFile> Files);

/// <summary>What the mail server made of a mail.</summary>
abstract record Posted
{
    /// <summary>It answers for it from here on.</summary>
    public sealed record Taken : Posted;

    /// <summary>It will not take it, however often it is asked.</summary>
    public sealed record Refused(string Why) : Posted;

    /// <summary>It may later; where it is the server that is away, so it is with all others.</summary>
    public sealed record Later(string Why, bool IsAway) : Posted;
}

/// <summary>
/// Sends by SMTP, one mail a connection. The Message-ID is the mail's own: where the line breaks before the server's yes was heard, it is
/// sent again under the same one, which is all that SMTP has for it.
/// </summary>
sealed class SmtpPost(IOptions<SmtpOptions> options, IOptions<SellerOptions> seller)
{
    readonly SmtpOptions server = options.Value;

    // By the machine's own time: how long a server hangs has nothing to do with what day it is.
    readonly ResiliencePipeline bounded = new ResiliencePipelineBuilder().AddTimeout(options.Value.Timeout).Build();

    public bool IsSet => server.IsSet;

    /// <summary>"smtp.example.com:587".</summary>
    public string Name => $"{server.Host}:{server.Port}";

    public async Task<Posted> Send(Letter letter, CancellationToken cancel)
    {
        using var message = Message(letter);
        try
        {
            using var client = await bounded.ExecuteAsync(async within => await Connected(within), cancel);
            // Who stops in the middle of it would never know whether it was taken.
            await bounded.ExecuteAsync(async within => await client.SendAsync(message, within), CancellationToken.None);
            return new Posted.Taken();
        }
        catch (SmtpCommandException no) when (IsOfThisMail(no))
        {
            return (int)no.StatusCode >= 500 ? new Posted.Refused(Words(no)) : new Posted.Later(Words(no), IsAway: false);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && IsTrouble(failure))
        {
            return new Posted.Later($"{Name}: {Words(failure)}", IsAway: true);
        }
    }

    /// <summary>What keeps us out; none where nothing does.</summary>
    public async Task<string?> Knock(CancellationToken cancel)
    {
        try
        {
            using var client = await bounded.ExecuteAsync(async within => await Connected(within), cancel);
            return null;
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && IsTrouble(failure))
        {
            return $"{Name}: {Words(failure)}";
        }
    }

    async Task<SmtpClient> Connected(CancellationToken cancel)
    {
        var client = new SmtpClient { Timeout = (int)server.Timeout.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, server.Security switch
            {
                SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                SmtpSecurity.None => SecureSocketOptions.None,
            }, cancel);
            if (server.User.Length > 0) await client.AuthenticateAsync(server.User, server.Password, cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    MimeMessage Message(Letter letter)
    {
        var from = new MailboxAddress(server.FromName.Length > 0 ? server.FromName : seller.Value.Name, server.From);
        var body = new BodyBuilder { TextBody = letter.Body };
        foreach (var file in letter.Files) body.Attachments.Add(file.Name, file.Content, ContentType.Parse(file.MediaType));
        var message = new MimeMessage
        {
            Subject = letter.Subject, Date = letter.QueuedAt, Body = body.ToMessageBody(),
            MessageId = $"{letter.Id.Value:n}@{from.Domain}",
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(letter.RecipientName, letter.Recipient));
        // So that no absence note answers it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    // Who we are is refused for all mails alike.
    static bool IsOfThisMail(SmtpCommandException no) =>
        no.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)no.StatusCode != 421;

    static bool IsTrouble(Exception failure) => failure is SocketException or IOException or TimeoutRejectedException
        or SslHandshakeException or AuthenticationException or NotSupportedException or CommandException or ProtocolException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException or OperationCanceledException or TimeoutException;

    static string Words(Exception failure) => failure switch
    {
        TimeoutRejectedException or OperationCanceledException or TimeoutException => "it did not answer in time",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound } => "its name does not resolve",
        SslHandshakeException => "its certificate is not trusted, or it does not speak TLS at this port",
        AuthenticationException => "it does not take this user and password",
        NotSupportedException => "it does not offer TLS at this port",
        SmtpCommandException no => $"{(int)no.StatusCode} {no.Message}",
        _ => failure.Message,
    };
}
