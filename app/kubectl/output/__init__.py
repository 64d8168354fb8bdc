"""What kubectl prints: functions from decoded API objects to text, without input or output of their own."""
