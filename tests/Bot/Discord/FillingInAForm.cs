using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Bot.Discord;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Discord.Server;
using Interaction = OpsBot.Bot.Discord.Interaction;
using InteractionKind = OpsBot.Bot.Discord.InteractionKind;

namespace OpsBot.Tests.Bot.Discord;

public sealed class FillingInAForm(Postgres postgres) : IAsyncLifetime
{
    Server discord = null!;

    public async ValueTask InitializeAsync() => discord = await Open(postgres);

    public ValueTask DisposeAsync() => discord.DisposeAsync();

    [Fact]
    public async Task A_reason_that_is_missing_is_asked_for_beside_what_would_happen()
    {
        await discord.Run(discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"));
        var modal = await discord.SeesModal(discord.Ruth, "Make olivia admin");
        Assert.Contains("operator → admin", modal.Components.ToJsonString(OpsBot.Core.Values.Json.Options), StringComparison.Ordinal);

        Assert.True((await Send(discord.Ruth, "she runs the night shift")).Ok);

        await discord.Sees(discord.Ruth, "Asked for approval #1: Make olivia admin");
        Assert.Equal("she runs the night shift", await One("select body::jsonb ->> 'reason' from audit where operation = 'admin role'"));
    }

    [Fact]
    public async Task A_slip_leads_back_to_the_form_and_nothing_that_was_typed_is_lost()
    {
        await discord.Run(discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"));
        await discord.SeesModal(discord.Ruth);
        Assert.True((await Send(discord.Ruth, "    ")).Ok);
        var slip = await discord.Sees(discord.Ruth, "Please fill this in");

        Assert.True((await discord.Press(discord.Ruth, slip, "Correct it")).Ok);
        await discord.SeesModal(discord.Ruth, "Make olivia admin");
        Assert.True((await Send(discord.Ruth, "night shift")).Ok);

        // It stands where the slip stood.
        await discord.Sees(discord.Ruth, "Asked for approval #1: Make olivia admin");
        Assert.Single(discord.World.Messages.In(discord.Channel("ops"), discord.Ruth));
    }

    [Fact]
    public async Task A_form_that_cannot_open_in_time_waits_behind_a_button()
    {
        await using var db = await discord.Database.Source.OpenConnectionAsync(Cancel);
        await using (var locked = await db.BeginTransactionAsync(Cancel))
        {
            await using var command = db.CreateCommand();
            command.CommandText = "lock table operators in access exclusive mode";
            await command.ExecuteNonQueryAsync(Cancel);
            var running = discord.Run(discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"));
            await Eventually.True(() => discord.World.Messages.In(discord.Channel("ops"), discord.Ruth).Any(message => message.IsLoading));
            await locked.RollbackAsync(Cancel);
            Assert.True((await running).Ok);
        }
        var waiting = await discord.Sees(discord.Ruth, "Open the form");
        Assert.False(waiting.IsLoading);

        Assert.True((await discord.Press(discord.Ruth, waiting, "Open the form")).Ok);
        await discord.SeesModal(discord.Ruth, "Make olivia admin");
        Assert.True((await Send(discord.Ruth, "night shift")).Ok);

        await discord.Sees(discord.Ruth, "Asked for approval #1: Make olivia admin");
    }

    [Fact]
    public async Task A_person_is_chosen_from_a_menu_where_the_team_is_small()
    {
        await discord.Run(discord.Niko, "ops join");
        var card = await discord.Sees(discord.Adam, "asks to be linked", "approvals");
        await discord.Press(discord.Adam, card, "Link to somebody on the team");
        await discord.SeesModal(discord.Adam, "olivia", "approvals");

        Assert.True((await discord.World.Submit(discord.Adam,
            new Dictionary<string, string> { ["person"] = "olivia", ["reason"] = "her phone" }, Cancel)).Ok);

        // What gives rights takes a second person.
        var asked = await discord.Sees(discord.Ruth, "her phone", "approvals");
        await discord.Press(discord.Ruth, asked, "Approve");
        await discord.Sees(discord.Ruth, "is linked to olivia", "approvals");
        Assert.Equal(2L, await discord.Count("chat_accounts where operator_id = (select id from operators where handle = 'olivia')"));
    }

    [Fact]
    public async Task Where_listing_the_choices_takes_too_long_the_form_opens_without_them()
    {
        var form = new Form("Stop an instance", "Stop",
            "/instance stop") { Inputs = [new("instance", "Instance", ParameterKind.Reference)] };
        var draft = await discord.Services.GetRequiredService<Drafts>().Begin("slow", discord.Adam, form, Cancel);
        await using var db = await discord.Database.Source.OpenConnectionAsync(Cancel);
        await using var held = await db.BeginTransactionAsync(Cancel);
        await using var command = db.CreateCommand();
        command.CommandText = "lock table operators in access exclusive mode";
        await command.ExecuteNonQueryAsync(Cancel);
        // Well below what a statement is given by default, and above what a busy machine adds to the second that this one has.
        var asked = TimeProvider.System.GetTimestamp();

        var opened = await discord.Services.GetRequiredService<FilledForms>().Open(Of(discord.Adam), new FormPage(draft.Id, 0), Cancel);

        Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal((9, 4), ((int)opened["type"]!, (int)opened["data"]!["components"]![0]!["component"]!["type"]!));
    }

    [Fact]
    public async Task Nobody_opens_or_sends_the_form_of_somebody_else()
    {
        await discord.Run(discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"));
        var modal = await discord.SeesModal(discord.Ruth);
        var forms = discord.Services.GetRequiredService<FilledForms>();
        var page = FormPage.Read(modal.CustomId)!;

        var opened = await forms.Open(Of(discord.Adam), page, Cancel);
        var sent = await forms.Take(Of(discord.Adam, ("reason", "taken over")), page, Cancel);

        Assert.Contains("no longer open", opened.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(sent.Draft);
        Assert.Equal("operator", await One("select role from operators where handle = 'olivia'"));
    }

    [Fact]
    public async Task A_long_form_goes_page_by_page_and_is_sent_on_as_a_whole()
    {
        string[] names = ["operation", "actor", "target", "outcome", "since", "until", "account"];
        var form = new Form("Search the audit", "Search",
            "/ops lookup") { Inputs = [.. names.Select(name => new Input(name, name, ParameterKind.Text) { Required = false })] };
        var draft = await discord.Services.GetRequiredService<Drafts>().Begin("long", discord.Olivia, form, Cancel);
        var forms = discord.Services.GetRequiredService<FilledForms>();

        var first = await forms.Take(Of(discord.Olivia, [.. names.Take(5).Select(name => (name, name + "!"))]), new FormPage(draft.Id, 0),
            Cancel);
        Assert.Null(first.Draft);
        Assert.Contains("Go on (2 of 2)", first.Response!.ToJsonString(), StringComparison.Ordinal);
        // Back to the first page, as if it had been closed: all of it is still there.
        Assert.Contains("operation!", (await forms.Open(Of(discord.Olivia), new FormPage(draft.Id, 0), Cancel)).ToJsonString(),
            StringComparison.Ordinal);

        var last = await forms.Take(Of(discord.Olivia, [.. names.Skip(5).Select(name => (name, name + "!"))]), new FormPage(draft.Id, 1),
            Cancel);

        Assert.Equal(names.ToDictionary(name => name, name => name + "!"), last.Draft!.Answers);
    }

    [Fact]
    public async Task A_page_that_is_delivered_again_later_puts_no_old_answers_back()
    {
        string[] names = ["operation", "actor", "target", "outcome", "since", "until", "account"];
        var form = new Form("Search the audit", "Search",
            "/ops lookup") { Inputs = [.. names.Select(name => new Input(name, name, ParameterKind.Text) { Required = false })] };
        var draft = await discord.Services.GetRequiredService<Drafts>().Begin("again", discord.Olivia, form, Cancel);
        var forms = discord.Services.GetRequiredService<FilledForms>();
        var (old, page) = (Of(discord.Olivia, ("operation", "old")), new FormPage(draft.Id, 0));
        await forms.Take(old, page, Cancel);
        await forms.Take(Of(discord.Olivia, ("operation", "new")), page, Cancel);

        await forms.Take(old, page, Cancel);

        Assert.Equal("new", (await discord.Services.GetRequiredService<Drafts>().Find(draft.Id, Cancel))!.Answers["operation"]);
    }

    [Theory]
    [InlineData("inbox")]
    [InlineData("form_drafts")]
    public async Task Without_a_database_it_waits_for_it_and_is_carried_out(string table)
    {
        await discord.Run(discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"));
        await discord.SeesModal(discord.Ruth);
        await Execute(TableAway.Take(table));

        Assert.True((await Send(discord.Ruth, "she runs the night shift")).Ok);

        await Eventually.True(() => discord.World.Messages.In(discord.Channel("ops"), discord.Ruth).Any(message => message.IsLoading));
        await Execute(TableAway.GiveBack(table));
        await discord.Sees(discord.Ruth, "Asked for approval #1: Make olivia admin");
        Assert.Empty(discord.World.Said("ops", "try again", discord.Ruth));
    }

    [Fact]
    public async Task A_slip_that_was_sent_while_the_database_was_away_is_shown_once_it_is_back()
    {
        await discord.Run(discord.Ruth, "admin role", "ops", ("person", "olivia"), ("role", "admin"));
        await discord.SeesModal(discord.Ruth);
        await Execute(TableAway.Take("form_drafts"));
        Assert.True((await Send(discord.Ruth, "    ")).Ok);
        await Eventually.True(() => discord.World.Messages.In(discord.Channel("ops"), discord.Ruth).Any(message => message.IsLoading));

        await Execute(TableAway.GiveBack("form_drafts"));

        await discord.Sees(discord.Ruth, "Please fill this in");
    }

    Task<OpsBot.Sandbox.Discord.Outcome> Send(string person, string reason) =>
        discord.World.Submit(person, new Dictionary<string, string> { ["reason"] = reason }, Cancel);

    // Ids grow with time, and what came before the last changes nothing.
    static long ids = 846_462_639_134_605_312;

    static Interaction Of(string user, params (string Name, string Value)[] typed)
    {
        JsonArray components = [.. typed.Select(one => new JsonObject { ["type"] = 18,
            ["component"] = new JsonObject { ["type"] = 4, ["custom_id"] = one.Name, ["value"] = one.Value } })];
        return new(Interlocked.Increment(ref ids).ToString(System.Globalization.CultureInfo.InvariantCulture), "token",
            InteractionKind.Form, user) { Data = JsonElement.Parse(new JsonObject { ["components"] = components }.ToJsonString()) };
    }

    async Task Execute(string sql)
    {
        await using var command = discord.Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    async Task<string> One(string sql)
    {
        await using var command = discord.Database.Source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
