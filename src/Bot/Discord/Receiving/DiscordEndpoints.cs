using OpsBot.Bot.Chat;
using OpsBot.Bot.Web;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Discord;

/// <summary>
/// The address that Discord sends interactions to, where the application's settings name it; without a public key it is not there.
/// </summary>
static class DiscordEndpoints
{
    const int Ping = 1;

    static readonly DiscordAck pong = new(Responses.Pong);

    public static void MapDiscord(this IEndpointRouteBuilder app) => app.MapPost("/discord/interactions", Receive);

    static async Task Receive(
        HttpContext http, DiscordSignature signature, RequestBodies bodies, SeenSignatures seen, DiscordIntake intake, Doorkeeping door)
    {
        if (!signature.IsSet)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var cancel = http.RequestAborted;
        string? timestamp = http.Request.Headers[DiscordSignature.TimestampHeader];
        string? given = http.Request.Headers[DiscordSignature.SignatureHeader];
        // Discord signs some wrongly on purpose, and takes the address away from whoever answers them with anything but 401.
        if (signature.Check(timestamp, given).Refusal() is { } unread)
        {
            await Answer(http, DiscordAck.No(unread), door, cancel);
            return;
        }
        using var body = await bodies.Read(http, cancel);
        var refused = body.Refused ?? signature.Check(timestamp, given, body.Bytes).Refusal();
        var ack = refused is { } why ? DiscordAck.No(why) : await Take(body, () => seen.IsNew(given!), intake, cancel);
        await Answer(http, ack, door, cancel);
    }

    static async Task<DiscordAck> Take(RequestBody body, Func<bool> isNew, DiscordIntake intake, CancellationToken cancel)
    {
        if (body.Text is not { } text) return DiscordAck.No(Refused.NotText);
        if (RequestBody.Json(text) is not { } interaction) return DiscordAck.No(Refused.Malformed);
        // A ping learns nothing however often it comes. Anything else that comes again, from whoever has overheard it, is told that it was
        // taken, and no more.
        if (interaction.Whole("type") is Ping) return pong;
        return isNew() ? await intake.Take(interaction, cancel) : DiscordAck.No(Refused.Replayed);
    }

    static async Task Answer(HttpContext http, DiscordAck ack, Doorkeeping door, CancellationToken cancel)
    {
        http.Response.StatusCode = ack switch
        {
            { Refused: { } why } => door.Count(why),
            { Response: not null } => StatusCodes.Status200OK,
            // Without a body it says that the answer comes by a call of the bot's own.
            _ => StatusCodes.Status202Accepted,
        };
        if (ack is not { Refused: null, Response: { } answer }) return;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(Json.Options), cancel);
    }
}
