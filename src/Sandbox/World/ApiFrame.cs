using System.Text.Json.Nodes;

namespace OpsBot.Sandbox;

/// <summary>
/// What every stand-in does with every call, so that a new one is a world and its endpoints: who is away answers nobody, the trouble that
/// waits strikes, and the journal has the call before its caller has the answer.
/// </summary>
public sealed class ApiFrame(TimeProvider time, Action left, Action troubled, Action noted)
{
    public Troubles Trouble { get; } = new(time, left, troubled);
    public RateLimits RateLimits { get; } = new(time);
    public Journal Journal { get; } = new(noted);

    internal async Task Handle(ICall call, HttpContext context)
    {
        if (await Trouble.Absence.Handled(context)) return;
        if (call.TurnedAway is { } closed)
        {
            await closed.Content.ExecuteAsync(context);
            return;
        }

        var struck = Trouble.Spells.Strike(call.Route, call.Bucket, call.IsBots);
        if (struck?.Kind is TroubleKind.Cut)
        {
            context.Abort();
            return;
        }

        if (struck?.Kind is TroubleKind.Slow) await Task.Delay(struck.Delay, time, context.RequestAborted);
        var body = await call.Read();
        var reply = struck?.Kind switch
        {
            TroubleKind.RateLimited => call.TooMany(struck.Delay, struck.Scope),
            TroubleKind.ServerError => call.Broken,
            _ => await call.Answer(),
        };
        if (struck?.Kind is TroubleKind.AnswerLost && !reply.IsError) reply = call.Lost;
        call.Note(reply, struck?.Scope);
        Journal.Note(new(time.GetUtcNow(), call.Route, context.Request.Path, body, reply.Status, reply.Error)
            { IsEarly = struck is { IsEarly: true } });
        await reply.Content.ExecuteAsync(context);
    }
}

/// <summary>One call, as its platform reads and answers it.</summary>
interface ICall
{
    /// <summary>Its name in the journal and in spells of trouble.</summary>
    string Route { get; }

    /// <summary>What a 429 closes, where that is less than the route.</summary>
    string? Bucket => null;

    /// <summary>Made with the bot's token.</summary>
    bool IsBots => true;

    /// <summary>Said at the door to who may not even ask; no journal has it.</summary>
    ApiReply? TurnedAway => null;

    /// <summary>Takes in what was sent, before trouble or the answer; gives what the journal keeps of it.</summary>
    Task<JsonNode?> Read();

    Task<ApiReply> Answer();

    ApiReply TooMany(TimeSpan wait, LimitScope scope);

    /// <summary>The platform's own error, before anything happened.</summary>
    ApiReply Broken { get; }

    /// <summary>The same, after the call took effect.</summary>
    ApiReply Lost => Broken;

    /// <summary>What the platform learns from its own answer; <paramref name="scope"/> where trouble gave it.</summary>
    void Note(ApiReply reply, LimitScope? scope)
    {
    }
}

/// <summary>An answer, and the platform's code where it is an error.</summary>
sealed record ApiReply(int Status, IResult Content, string? Error = null)
{
    internal bool IsError => Status >= StatusCodes.Status400BadRequest || Error is not null;

    /// <summary>A text of that type, byte for byte; null for an answer without a body.</summary>
    internal static ApiReply Of(int status, string? type, string? text, string? error = null) =>
        new(status, new Written(status, type, text), error);

    sealed class Written(int status, string? type, string? text) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            if (text is null) return;
            httpContext.Response.ContentType = type;
            await httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
        }
    }
}
