using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Bot.Chat;
using OpsBot.Core.Audit;
using OpsBot.Core.Operations;
using OpsBot.Tests.Bot.Discord;
using OpsBot.Tests.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Both;

public sealed class LookingWhereTheAuditEnded(Postgres postgres)
{
    static async Task<Outside> Look(IServiceProvider bot)
    {
        await bot.GetRequiredService<AuditWitness>().Look(Workspace.Cancel);
        await using var db = await bot.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Workspace.Cancel);
        return await bot.GetRequiredService<OutsideHeads>().Read(db, TimeProvider.System.GetUtcNow(), Workspace.Cancel);
    }

    [Fact]
    public async Task In_Slack_the_bot_finds_what_it_signed_and_says_which_scope_it_lacks()
    {
        await using var slack = await Workspace.Open(postgres);
        // A refusal is a row to sign.
        await slack.Type(Workspace.Olivia, "/audit checkpoint");
        await slack.Sees(Workspace.Olivia, "needs an admin");
        await slack.Type(Workspace.Adam, "/audit checkpoint");
        await slack.Sees(Workspace.Adam, "Audit checkpoint", "audit");
        var outside = await Look(slack.Services);
        Assert.Equal(["the audit channel on slack"], outside.Found);
        Assert.Equal(1, Assert.Single(outside.Checkpoints).Count);

        slack.World.App = slack.World.App with { Scopes = slack.World.App.Scopes.Remove("channels:history") };
        // What was found before is still known, for a while.
        Assert.True((await Look(slack.Services)).IsKnown);
        await using (var command = slack.Database.Source.CreateCommand("update outside_heads set lines = ''"))
            await command.ExecuteNonQueryAsync(Workspace.Cancel);
        Assert.Contains("needs channels:history", (await Look(slack.Services)).Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_agree_is_said_in_the_channel_also_where_nothing_can_be_written_down()
    {
        await using var slack = await Workspace.Open(postgres);
        await slack.Type(Workspace.Olivia, "/audit checkpoint");
        await slack.Sees(Workspace.Olivia, "needs an admin");
        await slack.Type(Workspace.Adam, "/audit checkpoint");
        await slack.Sees(Workspace.Adam, "Audit checkpoint", "audit");
        await using (var silenced = slack.Database.Source.CreateCommand(
            """
            create function silence() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger silence before insert or update on outside_heads for each row execute function silence();
            create trigger silence before insert or update on messages for each row execute function silence();
            alter table audit disable trigger audit_stays;
            delete from audit
            """))
            await silenced.ExecuteNonQueryAsync(Workspace.Cancel);
        await Assert.ThrowsAsync<PostgresException>(() => Look(slack.Services));
        await slack.Sees(Workspace.Adam, "The audit does not verify", "audit");
        await Assert.ThrowsAsync<PostgresException>(() => Look(slack.Services));
        Assert.Single(slack.World.Messages.In(slack.Channel("audit"), Workspace.Adam),
            message => Workspace.Shown(message).Contains("does not verify", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_Discord_the_bot_finds_what_it_signed()
    {
        await using var discord = await Server.Open(postgres, http: true);
        await discord.Services.GetRequiredService<Transactions>().As(Actor.OpsBot("test"), async work =>
        {
            var entry = new AuditEntry { Trail = work.Trail, At = work.Now, Operation = "instance stop", Outcome = AuditOutcome.Done };
            await work.Audit(entry, Workspace.Cancel);
            return 0;
        }, Workspace.Cancel);
        await Look(discord.Services);
        var written = (await discord.Services.GetRequiredService<Checkpoints>().Write(Workspace.Cancel)).Written!;
        await Eventually.True(async () => (await Look(discord.Services)).IsKnown);
        Assert.Equal(written, Assert.Single((await Look(discord.Services)).Checkpoints) with { Where = null });
    }
}
