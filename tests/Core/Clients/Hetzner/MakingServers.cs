using OpsBot.Core.Servers.Providers;
using OpsBot.Sandbox.Cloud;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Clients.Hetzner;

public sealed class MakingServers(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    IProvider Provider => desk.Get<IProvider>();

    static NewMachine Wanted(string name, string type = "cx23") =>
        new(name, type, "debian-12", "nbg1", Labels(name));

    static Dictionary<string, string> Labels(string job) => new() { ["opsbot-job"] = job };

    void Later() => desk.Clock.Advance(TimeSpan.FromSeconds(20));

    async Task<Machine> Made(string name)
    {
        var made = (await Provider.Create(Wanted(name), Cancel)).Value.Machine!;
        Later();
        return made;
    }

    async Task Do(Machine machine, MachineAct act)
    {
        Assert.Null((await Provider.Do(machine.Id, act, Cancel)).Fault);
        Later();
    }

    async Task<MachineState> StateOf(Machine machine) => (await Provider.Get(machine.Id, Cancel)).Value.State;

    [Fact]
    public async Task One_is_made_comes_up_and_is_found_by_its_label()
    {
        var begun = (await Provider.Create(Wanted("acme"), Cancel)).Value;
        Assert.Equal((MachineState.Starting, 2), (begun.Machine!.State, begun.Actions.Count));
        Assert.All((await Provider.Actions(begun.Actions, Cancel)).Value, action => Assert.Equal(ActionState.Running, action.State));
        Later();
        var found = Assert.Single((await Provider.Find("opsbot-job", "acme", Cancel)).Value);
        Assert.Equal((begun.Machine.Id, MachineState.Running, "cx23", "nbg1", 40),
            (found.Id, found.State, found.Type, found.Region, found.DiskGb));
        Assert.StartsWith("127.77.", found.V4, StringComparison.Ordinal);
        Assert.EndsWith("::1", found.V6, StringComparison.Ordinal);
        Assert.All((await Provider.Actions(begun.Actions, Cancel)).Value, action => Assert.Equal(ActionState.Succeeded, action.State));
        Assert.Empty((await Provider.Find("opsbot-job", "nobody", Cancel)).Value);
    }

    [Fact]
    public async Task One_that_is_ordered_twice_is_the_same_one()
    {
        var first = await Made("eta");
        Assert.Equal(first.Id, (await Provider.Create(Wanted("eta"), Cancel)).Value.Machine!.Id);
        Assert.Single(desk.Cloud.Servers, server => server.Name == "eta");
    }

    [Fact]
    public async Task One_whose_answer_was_lost_may_be_there_and_is_found_by_its_label()
    {
        desk.Cloud.Trouble.LoseAnswer(1, "POST /servers");
        Assert.True((await Provider.Create(Wanted("theta"), Cancel)).Fault?.MayHaveHappened);
        var found = Assert.Single((await Provider.Find("opsbot-job", "theta", Cancel)).Value);
        Assert.Equal(found.Id, (await Provider.Create(Wanted("theta"), Cancel)).Value.Machine!.Id);
    }

    [Fact]
    public async Task Anothers_of_that_name_one_too_large_to_begin_and_one_that_is_sold_out_are_refused_each_as_what_it_is()
    {
        await Made("beta");
        var taken = (await Provider.Create(Wanted("beta") with { Labels = Labels("another") }, Cancel)).Fault!;
        Assert.Equal((ProviderTrouble.Refused, "uniqueness_error"), (taken.Trouble, taken.Code));
        var large = (await Provider.Create(Wanted("gamma") with { UserData = new string('x', 40_000) }, Cancel)).Fault!;
        Assert.Equal(ProviderTrouble.Refused, large.Trouble);
        Assert.Contains("Length must be between 0 and 32768", large.Sentence, StringComparison.Ordinal);
        Assert.Equal(ProviderTrouble.Capacity, (await Provider.Create(Wanted("gamma", "cx22"), Cancel)).Fault?.Trouble);
        desk.Cloud.SellOut("nbg1", "cx53");
        Assert.Equal(ProviderTrouble.Capacity, (await Provider.Create(Wanted("gamma", "cx53"), Cancel)).Fault?.Trouble);
        Assert.DoesNotContain(desk.Cloud.Servers, server => server.Name == "gamma");
    }

    [Fact]
    public async Task It_goes_off_and_on_and_becomes_another_type_though_the_action_says_for_long_that_it_runs()
    {
        var machine = await Made("delta");
        Assert.Equal(ProviderTrouble.Refused, (await Provider.ChangeType(machine.Id, "cx33", growDisk: false, Cancel)).Fault?.Trouble);
        await Do(machine, MachineAct.Shutdown);
        Assert.Equal(MachineState.Off, await StateOf(machine));
        desk.Cloud.Next(ActionFate.Sticks);
        var begun = (await Provider.ChangeType(machine.Id, "cx33", growDisk: false, Cancel)).Value;
        Later();
        Assert.Equal(ActionState.Running, Assert.Single((await Provider.Actions(begun.Actions, Cancel)).Value).State);
        var changed = (await Provider.Get(machine.Id, Cancel)).Value;
        Assert.Equal(("cx33", 40), (changed.Type, changed.DiskGb));
        await Do(machine, MachineAct.PowerOff);
        await Do(machine, MachineAct.PowerOn);
        Assert.Equal(MachineState.Running, await StateOf(machine));
    }

    [Fact]
    public async Task What_is_protected_stays_and_what_is_deleted_is_gone()
    {
        var machine = await Made("epsilon");
        await Do(machine, MachineAct.Protect);
        Assert.Equal("protected", (await Provider.Delete(machine.Id, Cancel)).Fault?.Code);
        await Do(machine, MachineAct.Unprotect);
        Assert.Null((await Provider.Delete(machine.Id, Cancel)).Fault);
        Assert.Equal(ProviderTrouble.Locked, (await Provider.Do(machine.Id, MachineAct.Reboot, Cancel)).Fault?.Trouble);
        Later();
        Assert.Equal(ProviderTrouble.Gone, (await Provider.Get(machine.Id, Cancel)).Fault?.Trouble);
        Assert.Equal(ProviderTrouble.Gone, (await Provider.Delete(machine.Id, Cancel)).Fault?.Trouble);
    }

    [Fact]
    public async Task Many_actions_are_asked_for_25_at_a_time()
    {
        var machine = await Made("zeta");
        var actions = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            actions.AddRange((await Provider.Do(machine.Id, MachineAct.Reboot, Cancel)).Value.Actions);
            Later();
        }
        var before = desk.Cloud.Calls;
        Assert.Equal(30, (await Provider.Actions(actions, Cancel)).Value.Count);
        Assert.Equal(2, desk.Cloud.Calls - before);
    }
}
