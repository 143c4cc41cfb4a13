using OpsBot.Core.Operations;
using OpsBot.Tests.Core.Billing;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Wants to read what another customer pays, or has it mailed to where nobody of that customer reads.</summary>
public sealed class WhoHasMailGoElsewhere(Postgres postgres) : Invoicing(postgres)
{
    const string Number = "INV-202603-0001";

    protected override async Task Arrange()
    {
        await base.Arrange();
        await Subscribed("2026-03-01");
        await Subscribed("2026-03-02");
        await Execute(
            """
            insert into customers (id, organization_id, email, name, created_at)
            select gen_random_uuid(), id, 'ann@' || slug || '.example', 'Ann', @Now from organizations
            """, new { Now = Clock.GetUtcNow() });
        await Run();
        await Ask(Adam, $"/invoice open {await DraftOf("buyer-1")}");
    }

    [Theory]
    [InlineData("eve@evil.example")]
    // Of another customer: no colleague of theirs.
    [InlineData("ann@buyer-2.example")]
    [InlineData("ann@buyer-1.example.evil.example")]
    public async Task Can_not_send_an_invoice_to_a_stranger_alone(string to)
    {
        var asked = await Ask(Adam, $"/invoice send {Number} to:{to}");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal(OutcomeKind.Refused, (await Ask(Adam, "/approval approve 1")).Kind);
        Assert.Equal(0, await Find<int>("select count(*) from mails"));
        Assert.Contains("is the address of nobody of buyer-1", (await Run(Bea, "/approval show 1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_not_change_where_all_of_them_go_alone()
    {
        var asked = await Ask(Adam, "/billing profile buyer-1 \"Buyer Ltd\" \"Rue 1\" DE mail:eve@evil.example");
        Assert.Equal(OutcomeKind.Waiting, asked.Kind);
        Assert.Equal(0, await Find<int>("select count(*) from billing_profiles"));
        await Ask(Adam, $"/invoice send {Number}");
        Assert.Equal("ann@buyer-1.example", await Find<string>("select recipient from mails"));
    }

    [Fact]
    public async Task Can_not_read_an_invoice_without_being_on_the_team()
    {
        var stranger = new Person(default, "Eve", new("slack", "UEVE"));
        var asked = await Run(stranger, $"/invoice pdf {Number}");
        Assert.NotEqual(OutcomeKind.Answered, asked.Kind);
        Assert.Equal(0, await Find<int>("select count(*) from files"));
    }

    [Fact]
    public async Task Can_not_have_the_file_shown_to_the_room()
    {
        var asked = await Run(Olivia, $"/invoice pdf {Number}");
        Assert.Equal(OpsBot.Core.Replies.Audience.Asker, asked.Reply!.Audience);
    }

    // Where the customer's own name brings the line break.
    [Fact]
    public async Task Can_not_add_a_reader_by_the_name_of_a_customer()
    {
        await Execute("update customers set name = E'Ann\\r\\nBcc: eve@evil.example'");
        await Ask(Adam, $"/invoice send {Number}");
        Assert.Equal("Ann  Bcc: eve@evil.example", await Find<string>("select recipient_name from mails"));
    }
}
