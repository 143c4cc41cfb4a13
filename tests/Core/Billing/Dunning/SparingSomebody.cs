using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Billing.Dunning;

public sealed class SparingSomebody(Postgres postgres) : Unpaid(postgres)
{
    [Fact]
    public async Task A_hold_keeps_all_steps_until_its_day()
    {
        await Round();
        var held = await Ask(Adam, $"/dunning hold {Number} until:2026-03-10");
        Assert.True(held.Kind == OutcomeKind.Done, held.Text);
        await Days(6);
        Assert.Single(await Steps());
        var shown = await Run(Olivia, $"/dunning show {Number}");
        Assert.Contains("Held until 10 Mar 2026: it was agreed", shown.Text, StringComparison.Ordinal);
        Assert.Contains("held until 10 Mar 2026", (await Run(Olivia, "/dunning list")).Text, StringComparison.Ordinal);
        await Days(1);
        Assert.Equal(2, (await Steps()).Count);
        Assert.Equal(OutcomeKind.Refused, (await Ask(Adam, $"/dunning hold {Number} until:2026-03-01")).Kind);
    }

    [Fact]
    public async Task A_skipped_step_is_not_taken_and_the_next_is()
    {
        await Round();
        var skipped = await Ask(Adam, $"/dunning skip {Number}");
        Assert.True(skipped.Kind == OutcomeKind.Done, skipped.Text);
        await Days(7);
        Assert.Equal(["reminder 0 2026-03-03", "reminder 3 2026-03-03 skipped", "reminder 7 2026-03-10"], await Steps());
    }

    [Fact]
    public async Task What_is_off_the_ladder_takes_a_second_person_from_50_on_and_stays_off()
    {
        await Round();
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, $"/dunning except {Number}")).Kind);
        await ApproveNewest(Bea);
        await Days(10);
        Assert.Single(await Steps());
        Assert.Contains("off the ladder", (await Run(Olivia, "/dunning list")).Text, StringComparison.Ordinal);
        var again = await Ask(Adam, $"/dunning hold {Number} until:2026-04-01");
        Assert.Contains("is off the ladder already", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_paid_is_neither_held_nor_skipped()
    {
        await Round();
        await Pay();
        foreach (var line in new[] { $"/dunning hold {Number} until:2026-04-01", $"/dunning skip {Number}", $"/dunning except {Number}" })
            Assert.Contains("is paid, so nothing is done about it.", (await Ask(Adam, line)).Text, StringComparison.Ordinal);
        await Days(10);
        Assert.Single(await Steps());
    }

    [Fact]
    public async Task The_ladder_is_shown_and_changed_with_a_second_person()
    {
        Assert.Contains("cancellation: 21 days after", (await Run(Adam, "/dunning ladder")).Text, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Waiting, (await Ask(Adam, "/dunning ladder reminder 2, warning 5, suspension 30")).Kind);
        await Round();
        Assert.Equal(["reminder 0 2026-03-03"], await Steps());
        await ApproveNewest(Bea);
        await Days(8);
        Assert.Equal(["reminder 0 2026-03-03", "reminder 2 2026-03-05", "warning 5 2026-03-09"], await Steps());
    }

    [Theory]
    [InlineData("suspension 14", "Nobody is suspended without a warning")]
    [InlineData("reminder 3, warning 3", "Each step is on a later day")]
    [InlineData("warning 3, cancellation 5", "A cancellation is the last step, and comes after a suspension.")]
    [InlineData("reminder soon", "is no step")]
    public async Task A_ladder_that_makes_no_sense_is_refused(string steps, string why)
    {
        var no = await Ask(Adam, $"/dunning ladder {steps}");
        Assert.Equal(OutcomeKind.Refused, no.Kind);
        Assert.Contains(why, no.Text, StringComparison.Ordinal);
    }
}
