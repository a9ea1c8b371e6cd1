using ScalewayPoc.Consumer;
using ScalewayPoc.Consumer.DeadLetters;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Consumer.Polling;
using ScalewayPoc.Consumer.Triggers;
using ScalewayPoc.ServiceDefaults;

if (args is [DeadLettersCommand.Name, ..])
{
    return await DeadLettersCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var options = builder.AddConsumerOptions();
builder.AddEventLog();
builder.AddEventHandling();
builder.AddDeadLetters();

// The two ways in. One at a time: with a trigger on the queue a poller would compete with it.
if (options.Mode == ConsumerMode.Poll)
{
    builder.AddQueuePolling();
}
else
{
    builder.AddTriggerEndpoint();
}

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapDeadLetters();
if (options.Mode == ConsumerMode.Trigger)
{
    app.MapTriggerEndpoint();
}
app.Run();
return 0;
