using System.Buffers;
using System.Net;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace OpsBot.Sandbox.Mails;

/// <summary>The pretend customers' mail server: real SMTP at a port of this machine. What it takes lies in the mailbox.</summary>
public sealed class MailServer : IAsyncDisposable
{
    readonly CancellationTokenSource over = new();
    readonly Task running;

    MailServer(Mailbox box, Task running, CancellationTokenSource over, int port) =>
        (Box, this.running, this.over, Port) = (box, running, over, port);

    public Mailbox Box { get; }

    public int Port { get; }

    public static async Task<MailServer> Start(Mailbox box, int port, CancellationToken cancel)
    {
        var options = new SmtpServerOptionsBuilder().ServerName("mail.sandbox.example")
            .MaxMessageSize(20 << 20, MaxMessageSizeHandling.Strict)
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port)))
            .Build();
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listeners = new EndpointListenerFactory();
        listeners.EndpointStarted += (_, started) => listening.TrySetResult(((IPEndPoint)started.LocalEndPoint).Port);
        var parts = new SmtpServer.ComponentModel.ServiceProvider();
        parts.Add(listeners);
        parts.Add(new Store(box));
        parts.Add(new Doorkeeper(box));
        var over = new CancellationTokenSource();
        var running = new SmtpServer.SmtpServer(options, parts).StartAsync(over.Token);
        // A port that is taken ends it before it listens.
        await await Task.WhenAny(listening.Task, running).WaitAsync(cancel);
        return new(box, running, over, await listening.Task);
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    sealed class Doorkeeper(Mailbox box) : MailboxFilter
    {
        public override Task<bool> CanAcceptFromAsync(
            ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
            box.IsAway ? throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.ServiceUnavailable, "closed for now"), true)
                : Task.FromResult(true);

        public override Task<bool> CanDeliverToAsync(
            ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            box.KnowsNobody ? throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "no such user here"))
                : Task.FromResult(true);
    }

    sealed class Store(Mailbox box) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(buffer.ToArray());
            var message = await MimeMessage.LoadAsync(stream, cancellationToken);
            if (Lacks(message) is { } what) return new SmtpResponse(SmtpReplyCode.TransactionFailed, $"the message has no {what}");
            if (box.SaysLater > 0)
            {
                box.SaysLater--;
                return new SmtpResponse(SmtpReplyCode.Aborted, "greylisted, come back later");
            }
            foreach (var to in transaction.To) box.Put(to.AsAddress(), message);
            if (!box.LosesItsAnswer) return SmtpResponse.Ok;
            box.LosesItsAnswer = false;
            context.Pipe.Dispose();
            return SmtpResponse.Ok;
        }

        // What receivers hold against a mail: https://www.rfc-editor.org/rfc/rfc5322#section-3.6
        static string? Lacks(MimeMessage message) =>
            new[] { HeaderId.From, HeaderId.To, HeaderId.Date, HeaderId.MessageId, HeaderId.Subject }
                .Where(header => message.Headers.Count(one => one.Id == header) != 1).Select(header => $"single {header}").FirstOrDefault();
    }
}
