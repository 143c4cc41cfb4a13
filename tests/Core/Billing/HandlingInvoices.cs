using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing;

public sealed class HandlingInvoices(Postgres postgres) : Invoicing(postgres)
{
    async Task<InvoiceId> Draft()
    {
        await Subscribed("2026-03-01");
        await Run();
        return InvoiceId.Of(await Find<Guid>("select id from invoices order by id desc limit 1"));
    }

    async Task<string> Opened()
    {
        await Draft();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        return (await Find<string>("select number from invoices order by id desc limit 1"))!;
    }

    Task<string?> State(string number) => Find<string>("select state from invoices where number = @number", new { number });

    [Fact]
    public async Task A_draft_that_is_held_is_opened_by_nobody_but_who_says_so()
    {
        var draft = await Draft();
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/invoice hold {draft}")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, (await Ask(Adam, $"/invoice hold {draft}", "price is disputed")).Kind);
        Assert.Contains("is held already: price is disputed", (await Ask(Adam, $"/invoice hold {draft}")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, (await Run()).Opened);
        Assert.Contains("held: price is disputed", (await Run(Olivia, $"/invoice show {draft}")).Text, StringComparison.Ordinal);
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/invoice open {draft}")).Text, StringComparison.Ordinal);
        var opened = await Ask(Adam, $"/invoice open {draft}");
        Assert.Contains("buyer-1 owes €71.40 by 15 Mar 2026.", opened.Text, StringComparison.Ordinal);
        Assert.Contains("is open already", (await Ask(Adam, $"/invoice open {draft}")).Text, StringComparison.Ordinal);
        Assert.Contains("only a draft can be held", (await Ask(Adam, $"/invoice hold {draft}")).Text, StringComparison.Ordinal);
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_that_is_void_keeps_its_number_and_nobody_owes_it()
    {
        var draft = await Draft();
        Assert.Contains("has no number yet. Hold it instead", (await Ask(Adam, $"/invoice void {draft}")).Text, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        const string Number = "INV-202603-0001";
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/invoice void {Number}")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/invoice void {Number}", "sent to the wrong one")).Kind);
        Assert.Equal("open", await State(Number));
        Assert.Equal(OutcomeKind.Done, (await Ask(Bea, "/approval approve 1")).Kind);
        Assert.Equal("void", await State(Number));
        Assert.Contains("only what is open can be voided", (await Ask(Adam, $"/invoice void {Number}")).Text, StringComparison.Ordinal);
        var shown = (await Run(Olivia, $"/invoice show {Number}")).Text;
        Assert.Contains("invoice void done by Adam, approved by Bea: sent to the wrong one", shown, StringComparison.Ordinal);
        Assert.Contains("INV 2026-03 | INV-202603-0001 – INV-202603-0001 | 1 | 1 | whole", (await Run(Olivia, "/billing numbers")).Text,
            StringComparison.Ordinal);
        // Its period is not invoiced again by itself.
        Assert.Equal(0, (await Run()).Drafted);
        await TheBooksAgree();
    }

    [Fact]
    public async Task Money_that_came_in_is_booked_once_in_parts_and_what_is_too_much_is_credit()
    {
        var number = await Opened();
        Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(1, (await Run()).Overdue);
        Assert.Contains("needs an admin", (await Ask(Olivia, $"/invoice mark-paid {number} 10.00 A1")).Text, StringComparison.Ordinal);
        Assert.Contains("is in EUR", (await Ask(Adam, $"/invoice mark-paid {number} \"10.00 USD\" A1")).Text, StringComparison.Ordinal);
        Assert.Contains("€61.40 is still open.", (await Ask(Adam, $"/invoice mark-paid {number} 10.00 A1")).Text, StringComparison.Ordinal);
        Assert.Contains("“a1” was booked before, for INV-202603-0001", (await Ask(Adam, $"/invoice mark-paid {number} 10.00 a1")).Text,
            StringComparison.Ordinal);
        Assert.Equal("overdue", await State(number));
        Assert.Contains("was paid in part", (await Ask(Adam, $"/invoice void {number}")).Text, StringComparison.Ordinal);
        var paid = (await Ask(Adam, $"/invoice mark-paid {number} 70.00 A2")).Text;
        Assert.Contains("It is paid.", paid, StringComparison.Ordinal);
        Assert.Contains("€8.60 was too much and is credit of buyer-1 now.", paid, StringComparison.Ordinal);
        Assert.Contains("is paid already", (await Ask(Adam, $"/invoice mark-paid {number} 1.00 A3")).Text, StringComparison.Ordinal);
        Assert.Equal("paid active", await Find<string>(
            "select i.state || ' ' || s.state from invoices i join subscriptions s on s.id = i.subscription_id"));
        Assert.Equal(["bank 8000", "credit -860", "deferred -6000", "receivable 0", "tax -1140"], await List<string>(
            """
            select   a.kind || ' ' || b.debited - b.credited
            from     ledger_accounts a
            cross    join lateral ledger_balance(a.id) b
            order by a.kind
            """));
        await TheBooksAgree();
    }

    [Fact]
    public async Task One_payment_is_spread_over_what_is_open_the_oldest_first_where_that_is_said()
    {
        await Subscribed("2026-01-03");
        await Run();
        Clock.Advance(TimeSpan.FromDays(1));
        await Run();
        var numbers = await List<string>("select number from invoices order by due_on, id");
        var paid = (await Ask(Adam, $"/invoice mark-paid {numbers[1]} 100.00 B1 spread:yes")).Text;
        Assert.Contains($"€100.00 booked for {numbers[1]} and {numbers[0]}", paid, StringComparison.Ordinal);
        Assert.Contains($"{numbers[0]}: €42.80 is still open.", paid, StringComparison.Ordinal);
        Assert.Contains("was booked before", (await Ask(Adam, $"/invoice mark-paid {numbers[0]} 42.80 B1")).Text, StringComparison.Ordinal);
        Assert.Contains("€7.20 was too much", (await Ask(Adam, $"/invoice mark-paid {numbers[0]} 50.00 B2 spread:yes")).Text,
            StringComparison.Ordinal);
        Assert.Equal(["7140 paid", "7140 paid"], await List<string>("select paid_minor || ' ' || state from invoices where number is not null"));
        Assert.Equal(3, await Find<long>("select count(*) from allocations"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Two_who_book_the_same_line_of_a_statement_book_it_once()
    {
        var number = await Opened();
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            Ask(i % 2 == 0 ? Adam : Bea, $"/invoice mark-paid {number} 20.00 \"SEPA 4711\"")));
        Assert.Single(asked, outcome => outcome.Kind == OutcomeKind.Done);
        Assert.Equal(2000, await Find<long>("select paid_minor from invoices"));
        await TheBooksAgree();
    }

    [Fact]
    public async Task Why_it_is_so_much_is_walked_back_to_price_days_and_tax()
    {
        var why = (await Run(Olivia, $"/invoice why {await Opened()}")).Text;
        Assert.Contains("€60.00  is version 1 of the price of Plan buyer-1, €60.00 a month, sold since", why, StringComparison.Ordinal);
        Assert.Contains("Charged for 1 Mar 2026 – 31 Mar 2026, 31 days, the whole period.", why, StringComparison.Ordinal);
        Assert.Contains("€11.40  is 19 % of €60.00, once on the sum, half a cent rounded up: buyer and seller are in DE.", why,
            StringComparison.Ordinal);
        Assert.Contains("€71.40  is €60.00 and €11.40 of tax.", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_filtered_by_whose_they_are_their_state_and_month_and_is_a_file()
    {
        await Opened();
        await Subscribed("2025-12-20");
        await Run();
        Assert.Equal(4, Rows(await Run(Olivia, "/invoice list")).Page.Total);
        Assert.Equal(3, Rows(await Run(Olivia, "/invoice list buyer-2")).Page.Total);
        Assert.Equal("INV-202603-0001", Assert.Single(Rows(await Run(Olivia, "/invoice list state:open")).Page.Rows).Number);
        Assert.Equal("buyer-2", Assert.Single(Rows(await Run(Olivia, "/invoice list period:2026-01")).Page.Rows).Organization);
        Assert.Equal(0, Rows(await Run(Olivia, "/invoice list state:void")).Page.Total);
        Assert.Contains("is no month", (await Run(Olivia, "/invoice list period:March")).Text, StringComparison.Ordinal);
        var file = (await Run(Olivia, "/invoice list state:open csv:yes")).Reply!.Parts.OfType<OpsBot.Core.Replies.Attachment>().Single();
        Assert.Contains("INV-202603-0001,buyer-1,Open,71.40,0.00,EUR,2026-03-01,2026-03-31,2026-03-03,2026-03-15",
            file.Text.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);

        static InvoicesListed Rows(Outcome outcome) => (InvoicesListed)outcome.Answer!;
    }
}
