using System.Text.Json;
using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>One connection to the gateway, from HELLO until it ends, whoever ends it.</summary>
sealed partial class GatewayConversation(GatewaySocket socket, GatewayConversation.Party party, TimeProvider time, ILogger log)
{
    /// <summary>Who speaks, and who listens.</summary>
    public sealed record Party(string Token, Interactions Interactions, Action<GatewaySession> Connected);

    static readonly TimeSpan helloFor = TimeSpan.FromSeconds(10);
    static readonly TimeSpan greetingFor = TimeSpan.FromSeconds(30);
    static readonly TimeSpan goodbyeFor = TimeSpan.FromSeconds(2);

    // Shorter is a failure of the other side or of ours, and is not to be tried again at once.
    static readonly TimeSpan aWhile = TimeSpan.FromSeconds(10);

    readonly long began = time.GetTimestamp();
    GatewaySession? session;
    CancellationToken lost;
    Reached reached;
    bool answered = true;

    Reached Reached => reached is Reached.Greeting && time.GetElapsedTime(began) >= aWhile ? Reached.Service : reached;

    /// <summary>Goes on with the session, or begins one. Leaving says goodbye and keeps the session; canceling breaks off.</summary>
    public async Task<ConnectionEnd> Converse(GatewaySession? known, CancellationToken leave, CancellationToken cancel)
    {
        session = known;
        lost = cancel;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(leave, over.Token);
        Task<ConnectionEnd>? listening = null;
        Task? beating = null;
        try
        {
            if (await Hello(cancel) is not { } interval) return ConnectionEnd.Resume("Discord did not say hello");
            reached = Reached.Hello;
            await socket.Send(session is null ? Identify() : Resume(session), cancel);
            listening = Listen(over.Token);
            beating = Beat(interval, over.Token);
            await Task.WhenAny(listening, beating, Task.Delay(Timeout.InfiniteTimeSpan, time, leaving.Token));
            await Goodbye(listening, cancel);
            var parting = listening.IsCompletedSuccessfully ? await listening
                : (listening.Exception ?? beating.Exception) is { InnerException: { } fault } ? Failed(fault)
                : leave.IsCancellationRequested ? ConnectionEnd.Resume("the bot stops")
                    with { IsMeant = true } : ConnectionEnd.Resume("Discord did not answer");
            return parting with { Reached = Reached };
        }
        catch (Exception broken) when (GatewaySocket.IsBroken(broken))
        {
            return ConnectionEnd.Resume(broken.Message) with { Reached = Reached };
        }
        finally
        {
            await over.CancelAsync();
            // Reading ends with its socket.
            socket.Dispose();
            await Ended(listening);
            await Ended(beating);
        }
    }

    // A fault of the bot's own may lie in what was said: the session is gone on with, and given up where that does not help.
    ConnectionEnd Failed(Exception fault)
    {
        if (!GatewaySocket.IsBroken(fault)) LogFault(fault);
        return ConnectionEnd.Resume(fault.Message);
    }

    async Task<TimeSpan?> Hello(CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(helloFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        return await socket.Read(both.Token) is { } message && message.Whole("op") == 10
            && message.At("d")?.Number("heartbeat_interval") is { } milliseconds
            ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 20, 600_000)) : null;
    }

    async Task<ConnectionEnd> Listen(CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(greetingFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        while (await socket.Read(reached is Reached.Greeting ? cancel : both.Token) is { } message)
            if (await Hear(message, cancel) is { } parting) return parting;
        return ConnectionEnd.Closed(socket.Closed.Code, socket.Closed.Reason);
    }

    /// <summary>How the connection is to end, if the message says so.</summary>
    async Task<ConnectionEnd?> Hear(JsonElement message, CancellationToken cancel)
    {
        switch (message.Whole("op"))
        {
            case 0:
                await Dispatch(message.Text("t"), message.At("s") is { ValueKind: JsonValueKind.Number } s && s.TryGetInt64(out var number)
                    ? number : 0, message.At("d") ?? default, cancel);
                return null;
            case 1:
                await socket.Send(Heartbeat(), cancel, onRequest: true);
                return null;
            case 7:
                return ConnectionEnd.Resume("Discord asks for a new connection") with { IsMeant = true };
            case 9:
                return message.Is("d") ? ConnectionEnd.Resume("Discord asks to go on with the session")
                    : new(Next.Identify, "Discord has forgotten the session");
            case 11:
                answered = true;
                return null;
            default:
                return null;
        }
    }

    async Task Dispatch(string? kind, long number, JsonElement data, CancellationToken cancel)
    {
        if (kind is "READY") Ready(data);
        else if (kind is "RESUMED") Greeted();
        if (session is not { } current) return;
        current.Open(number);
        if (kind is "INTERACTION_CREATE" or "MESSAGE_CREATE" && data.ValueKind is JsonValueKind.Object)
            await party.Interactions.Take(new(data, IsMessage: kind is "MESSAGE_CREATE"), () => current.Done(number), line: cancel, lost);
        else current.Done(number);
    }

    void Ready(JsonElement data)
    {
        if (data.Text("session_id") is not { Length: > 0 } id || !Uri.TryCreate(data.Text("resume_gateway_url"), UriKind.Absolute,
            out var address) || address.Scheme is not ("ws" or "wss")) return;
        session = new(id, address, 0);
        Greeted();
    }

    void Greeted()
    {
        reached = Reached.Greeting;
        LogConnected();
        if (session is not null) party.Connected(session);
    }

    /// <summary>Ends when a heartbeat was not answered before the next is due: the line is dead, whatever TCP says.</summary>
    async Task Beat(TimeSpan interval, CancellationToken cancel)
    {
        // Not all at once after Discord was away.
        await Task.Delay(interval * Random.Shared.NextDouble(), time, cancel);
        while (answered)
        {
            answered = false;
            await socket.Send(Heartbeat(), cancel);
            await Task.Delay(interval, time, cancel);
        }
    }

    async Task Goodbye(Task listening, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(goodbyeFor, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        await socket.Leave(both.Token);
        if (!listening.IsCompleted) await Task.WhenAny(listening, Task.Delay(Timeout.InfiniteTimeSpan, time, both.Token));
    }

    // Behind what was received, as in a resumption: nothing may be forgotten that is not in the inbox yet.
    JsonObject Heartbeat() => new() { ["op"] = 1, ["d"] = session is null ? null : JsonValue.Create(session.Safe) };

    // Interactions are sent whatever one asks for. Direct messages to the bot are no privileged intent.
    const int DirectMessages = 1 << 12;

    JsonObject Identify() => new()
    {
        ["op"] = 2,
        ["d"] = new JsonObject
        {
            ["token"] = party.Token, ["intents"] = DirectMessages,
            ["properties"] = new JsonObject { ["os"] = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS()
                ? "macos" : "linux", ["browser"] = "opsbot", ["device"] = "opsbot" },
        },
    };

    JsonObject Resume(GatewaySession known) => new()
    {
        ["op"] = 6,
        ["d"] = new JsonObject { ["token"] = party.Token, ["session_id"] = known.Id, ["seq"] = known.Safe },
    };

    static async Task Ended(Task? task)
    {
        if (task is not null)
            await task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(LogLevel.Error, "A fault in listening to Discord")]
    partial void LogFault(Exception fault);

    [LoggerMessage(LogLevel.Information, "Connected to Discord")]
    partial void LogConnected();
}
