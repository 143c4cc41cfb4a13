using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;

namespace OpsBot.Core.OnCall;

/// <summary>Who is called first.</summary>
sealed class OnDutyAtHome : IHomeSection
{
    public int Order => 15;

    public void Ask(Batch batch, HomeReader reader) => RotaBook.Ask(batch, reader.Now);

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var duty = (await RotaBook.Read(answers, cancel)).OnDuty(reader.Now);
        return
        [
            new Item(duty.Who is { } who ? (Words)"📟 " + new Strong(who.Id == reader.Who?.Id ? "You" : who.Name)
                + (who.Id == reader.Who?.Id ? " are on duty" : " is on duty") + duty.Lasts : (Words)"📟 " + duty.Nobody!,
                [new Button("On call", "/oncall show")]),
        ];
    }
}
