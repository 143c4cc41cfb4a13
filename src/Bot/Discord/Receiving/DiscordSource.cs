using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;
using OpsBot.Bot.Web;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Discord;

/// <summary>What people ask in Discord, as the inbox knows it.</summary>
sealed class DiscordSource(
    ChatRequests requests, DiscordSignature signature, IOptions<DiscordOptions> options, TimeProvider time) : IInboxSource
{
    const string Rehearsed =
        """
        {"type":2,"id":"1100000000000000000","token":"0","guild_id":"0","channel_id":"1100000000000000000",
         "member":{"user":{"id":"1100000000000000000","username":"opsbot"}},
         "data":{"type":1,"name":"ops","options":[{"type":1,"name":"hello"}]}}
        """;

    public string Name => DiscordPlace.Platform;

    public Lane LaneOf(InboxRow row) => requests.LaneOf(RequestIn(row));

    public Task Handle(InboxRow row, CancellationToken cancel) => requests.Handle(row, RequestIn(row), cancel);

    public Request? RequestIn(InboxRow row) => DiscordAsk.Read(row.Body)?.ToRequest(options.Value.GuildId, row.Id);

    public void Rehearse()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _ = signature.Check(now, new string('0', 2 * Ed25519.SignatureLength), Encoding.ASCII.GetBytes(Rehearsed));
        var interaction = Interaction.Read(RequestBody.Json(Rehearsed)!.Value)!;
        _ = DiscordAsk.Read(PayloadReader.ByCommand(interaction)!.Write())!.ToRequest(options.Value.GuildId, Guid.Empty);
        _ = DiscordReply.Render(new Greeted().Say());
    }
}
