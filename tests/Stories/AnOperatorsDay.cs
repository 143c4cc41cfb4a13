using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;

namespace OpsBot.Tests.Stories;

/// <summary>What the README promises, done by a person in a browser.</summary>
public sealed class AnOperatorsDay(Stage stage) : IClassFixture<Stage>
{
    const string Slack = "";
    const string Discord = "/discord";

    static string Look(string platform, bool phone) => $"{platform.TrimStart('/')}{(phone ? "phone" : "desk")}";

    [Theory]
    [InlineData(Slack, false, "acme-prod")]
    [InlineData(Slack, true, "beta-prod")]
    [InlineData(Discord, false, "lumen-labs-prod")]
    [InlineData(Discord, true, "atlas-labs-prod")]
    public async Task Olivia_stops_an_instance_and_says_why(string platform, bool phone, string slug)
    {
        var page = await stage.Window(phone);
        var look = Look(platform, phone);
        await stage.Sit(page, "olivia", $"{platform}/c/ops");
        var modal = await Stage.OpensForm(page, $"/instance stop {slug}");
        await Stage.Look(page, $"{look}-stop-form");
        await modal.Locator("textarea").FillAsync("Customer asked for it, ticket 4711");
        await page.GetByTestId("modal-submit").ClickAsync();
        await modal.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByText($"{slug} is stopped").First.WaitForAsync();
        await Stage.Look(page, $"{look}-stopped");
        await Stage.Type(page, $"/audit search target:{slug}");
        await page.GetByText("instance stop").First.WaitForAsync();
        await Stage.Look(page, $"{look}-stop-audit");
    }

    [Theory]
    [InlineData(Slack, Slack, false, "harbor-labs-prod")]
    [InlineData(Slack, Slack, true, "cedar-labs-prod")]
    [InlineData(Discord, Discord, false, "nordic-labs-prod")]
    [InlineData(Discord, Discord, true, "delta-prod")]
    [InlineData(Slack, Discord, false, "summit-labs-prod")]
    [InlineData(Discord, Slack, false, "willow-labs-prod")]
    public async Task Olivia_asks_to_delete_in_one_and_Adam_approves_in_the_same_or_the_other(
        string asking, string deciding, bool phone, string slug)
    {
        var look = $"{Look(asking, phone)}{(asking == deciding ? "" : "-across")}";
        var olivia = await stage.Window(phone);
        await stage.Sit(olivia, "olivia", $"{asking}/c/ops");
        var modal = await Stage.OpensForm(olivia, $"/instance delete {slug}");
        await Stage.Look(olivia, $"{look}-delete-form");
        await modal.Locator("textarea").FillAsync("Contract ended, data was handed over");
        await olivia.GetByTestId("modal-submit").ClickAsync();
        await modal.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var adam = await stage.Window(phone);
        await stage.Sit(adam, "adam", $"{deciding}/c/approvals");
        var card = adam.GetByTestId("message").Filter(new() { HasText = slug });
        await card.First.WaitForAsync();
        await Stage.Look(adam, $"{look}-approval-card");
        await card.Last.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        // What cannot be taken back is asked about once more: in Slack by Slack itself, in Discord by the bot.
        if (deciding == Slack) await adam.GetByTestId("confirm-yes").ClickAsync();
        else await adam.GetByTestId("message").Filter(new() { HasText = "Are you sure?" }).Last
            .GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        // The card is edited where it stands: it says who approved, and has no button left to press.
        await card.Filter(new() { HasText = "approved by Adam" }).First.WaitForAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        await Stage.Look(adam, $"{look}-approved");

        await olivia.GetByText($"{slug} is deleted").First.WaitForAsync();
        await Stage.Look(olivia, $"{look}-deleted");
        await Stage.Type(olivia, $"/audit search target:{slug}");
        await olivia.GetByText("instance delete").First.WaitForAsync();
        await Stage.Look(olivia, $"{look}-delete-audit");
    }

    [Theory]
    [InlineData(Slack, false)]
    [InlineData(Slack, true)]
    [InlineData(Discord, false)]
    [InlineData(Discord, true)]
    public async Task Olivia_turns_the_page_under_the_rows_of_a_list_and_sees_the_state_of_each(string platform, bool phone)
    {
        var page = await stage.Window(phone);
        await stage.Sit(page, "olivia", $"{platform}/c/ops");
        await Stage.Type(page, "/instance list");
        var list = page.GetByTestId("message").Filter(new() { HasText = "1–10 of" }).Last;
        var next = list.GetByRole(AriaRole.Button, new() { NameRegex = new("Next") });
        await next.WaitForAsync();
        await Stage.Look(page, $"{Look(platform, phone)}-list-top");
        await next.ScrollIntoViewIfNeededAsync();
        await Stage.Look(page, $"{Look(platform, phone)}-list");
        var rows = list.Locator("pre");
        // At one moment: what others are told in the channel moves all of it meanwhile.
        var below = await list.EvaluateAsync<double>(
            """
            list => [...list.querySelectorAll('button')].find(one => one.innerText.includes('Next')).getBoundingClientRect().top
                - list.querySelector('pre').getBoundingClientRect().bottom
            """);
        Assert.True(below >= 0, $"the button stands {-below} above the end of the rows");
        // Nothing of a row is to be looked for at the side.
        Assert.Equal(0, await rows.EvaluateAsync<int>("rows => rows.scrollWidth - rows.clientWidth"));
        await next.ClickAsync();
        await page.GetByTestId("message").Filter(new() { HasText = "11–20 of" }).Last.WaitForAsync();
    }

    [Fact]
    public async Task What_a_customer_is_mailed_lies_in_their_mailbox_a_moment_later()
    {
        await stage.Sandbox.Services.GetRequiredService<Transactions>().As(Actor.OpsBot("story"),
            work => work.Mail(new("story", "john@acme.example", "Your server moves", "On Sunday."), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        var page = await stage.Window(phone: false);
        await page.GotoAsync(new Uri(stage.Sandbox.Address, "mails").ToString());
        // The list looks for new ones by itself.
        await page.GetByText("Your server moves").WaitForAsync();
    }

    [Fact]
    public async Task Everybody_finds_their_way()
    {
        var page = await stage.Window(phone: false);
        await stage.Sit(page, "olivia", "/c/ops");
        foreach (var (line, words, name) in new[]
        {
            ("/ops help", "What you can do", "help"), ("/instance list", "1–10 of", "list"),
            ("/instance failed", "Failed instances", "failed"),
            ("/instance show gamma-prod", "On the server now", "show"), ("/instance logs gamma-prod", "Logs of gamma-prod", "logs"),
            ("/instance stpo gamma-prod", "Did you mean", "typo"), ("/instance show acme", "Did you mean one of these", "ambiguous"),
            ("/admin list", "Team", "team"), ("/policy show", "olicy", "policy"), ("/ops setup", "set up", "setup"),
            ("/ops whoami", "You are Olivia", "whoami"), ("/approval list", "pproval", "approvals"),
            ("/instance why gamma-prod", "Why gamma-prod", "why"),
        })
        {
            await Stage.Type(page, line);
            await page.GetByTestId("message").Filter(new() { HasText = words }).Last.WaitForAsync();
            await Stage.Look(page, $"desk-{name}");
        }
        await stage.Sit(page, "olivia", "/home");
        await page.GetByText("Good to see you").First.WaitForAsync();
        await Stage.Look(page, "desk-home");
        await stage.Sit(page, "niko", "/c/ops");
        await Stage.Type(page, "/instance list");
        await page.GetByText("Ask to be linked").First.WaitForAsync();
        await Stage.Look(page, "desk-stranger");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask to be linked" }).First.ClickAsync();
        await page.GetByText("The admins have a card").First.WaitForAsync();
        await stage.Sit(page, "adam", "/c/approvals");
        await page.GetByText("asks to be linked").First.WaitForAsync();
        await Stage.Look(page, "desk-join-card");
    }
}
