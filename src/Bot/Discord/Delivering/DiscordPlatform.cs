using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Web;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Discord;

/// <summary>Discord as the inbox and the delivery know it.</summary>
sealed class DiscordPlatform(
    ChannelPosts channels, Answers answers, Rooms rooms, Dialogs dialogs, Boards boards, DiscordSignature signature,
    IOptions<DiscordOptions> options, TimeProvider time) : IChatPlatform
{
    const string Rehearsed =
        """
        {"type":2,"id":"1100000000000000000","token":"0","guild_id":"0","channel_id":"1100000000000000000",
         "member":{"user":{"id":"1100000000000000000","username":"opsbot"}},
         "data":{"type":1,"name":"ops","options":[{"type":1,"name":"hello"}]}}
        """;

    public string Name => DiscordPlace.Platform;

    public Request? Translate(InboxRow row) => DiscordAsk.Read(row.Body)?.ToRequest(options.Value.GuildId, row.Id);

    // What has worn out moves on to a place that has not; only Discord knows when.
    public TimeSpan? Lasts(string place) => null;

    public bool IsOfOneRequest(string lane) => DiscordPlace.Parse(lane) is DiscordPlace.Answer or DiscordPlace.Room or DiscordPlace.Dialog;

    public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => DiscordPlace.Parse(outgoing.Place) switch
    {
        DiscordPlace.Channel channel => channels.Deliver(outgoing, channel, cancel),
        DiscordPlace.Person person => channels.Deliver(outgoing, person, cancel),
        DiscordPlace.Answer answer => answers.Deliver(outgoing, answer, cancel),
        DiscordPlace.Room room => rooms.Deliver(outgoing, room, cancel),
        DiscordPlace.Dialog dialog => dialogs.Deliver(outgoing, dialog, cancel),
        DiscordPlace.Board board => boards.Deliver(outgoing, board, cancel),
        _ => Task.FromResult<Delivered>(new Delivered.Gone($"Discord has no place {outgoing.Place.Split(':')[0]}.")),
    };

    public void Rehearse()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _ = signature.Check(now, new string('0', 2 * Ed25519.SignatureLength), Encoding.ASCII.GetBytes(Rehearsed));
        var interaction = Interaction.Read(RequestBody.Json(Rehearsed)!.Value)!;
        _ = DiscordAsk.Read(PayloadReader.ByCommand(interaction)!.Write())!.ToRequest(options.Value.GuildId, Guid.Empty);
        _ = DiscordReply.Render(new Greeted().Say());
    }
}
